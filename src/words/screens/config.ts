/** What `config` says of settings. */
import type { Words } from '../language.js'

export interface ConfigWords {
  readonly file: (path: string) => string
  readonly noFile: (path: string) => string
  readonly none: string
  readonly names: (count: number) => string
  /** Where a value is from. */
  readonly byDefault: string
  readonly byLocale: string
  readonly from: (variable: string) => string
}

export const CONFIG: Words<ConfigWords> = {
  en: {
    file: (path) => `settings of ${path}`,
    noFile: (path) => `no settings: there is no ${path}`,
    none: 'no settings: VXSNIFF_CONFIG is empty',
    names: (count) => `${count} ${count === 1 ? 'name' : 'names'}`,
    byDefault: 'default',
    byLocale: 'locale',
    from: (variable) => `environment: ${variable}`,
  },
  zh: {
    file: (path) => `配置文件 ${path}`,
    noFile: (path) => `没有配置：${path} 不存在`,
    none: '没有配置：VXSNIFF_CONFIG 为空',
    names: (count) => `${count} 个名称`,
    byDefault: '默认值',
    byLocale: '区域设置',
    from: (variable) => `环境变量 ${variable}`,
  },
}
