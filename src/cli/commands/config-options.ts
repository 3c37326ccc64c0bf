/** `vxsniff config`: its options. */
import type { Command } from 'commander'
import { type Run, running } from '../command.js'
import { addLanguageOption, type LanguageOptions } from '../language.js'

export interface ConfigOptions extends LanguageOptions {
  readonly json: boolean
}

const EXAMPLES = `
Settings are a file in TOML, ~/.config/vxsniff/config.toml or the one in VXSNIFF_CONFIG; VXSNIFF_CONFIG= is none. It stands for
options that are not given. Nobody but its owner may write it. Names are for text; --json, --csv, --fields, -w and export
have addresses.

  lang = "zh"
  color = "always"
  columns = 120                               # at most, however wide the terminal is
  vxlan-port = [8472, 46354]
  geneve-port = [6082]
  decode-as = ["udp.port==5000-5010,vxlan"]
  names = "names.txt"                         # what --names takes: lines as in /etc/hosts, and vni 42 shop
  [vteps]
  "10.65.132.187" = "rack-1"
  [hosts]
  "172.17.1.2" = "web-1"
  [macs]
  "4e:92:72:79:59:ed" = "web-1"
  [vnis]
  42 = "shop"

Examples:
  vxsniff config                              what is in force, and where it is from
  VXSNIFF_CONFIG= vxsniff read capture.pcap   without any settings`

export function declareConfig(program: Command, run: Run<[options: ConfigOptions]>): void {
  const command = program
    .command('config')
    .description('settings: what is in force, and where it is from')
    .option('--json', 'one JSON object', false)
  addLanguageOption(command)
  command.addHelpText('after', EXAMPLES).action((o: ConfigOptions) => running(run)(o))
}
