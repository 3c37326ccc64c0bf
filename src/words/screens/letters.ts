/** Every option that `tcpdump --help` and `tshark --help` show, what it does there, and what does it here. */
import type { Words } from '../language.js'

/**
 * How the option is treated: it works as in the other program; it is accepted, since it is always so here; it is
 * accepted but means something else; or it is refused with advice on what to use.
 */
type Standing = 'same' | 'accepted' | 'other' | 'answered'

export interface Letter {
  /** As it is written, the letter before the word. */
  readonly flags: readonly string[]
  readonly standing: Standing
  /** What it does there. */
  readonly does: Words<string>
  /** What does it here. */
  readonly ours: Words<string>
}

type Row = readonly [flags: string, standing: Standing, does: string, doesZh: string, ours: string, oursZh: string]

const letters = (rows: readonly Row[]): readonly Letter[] =>
  rows.map(([flags, standing, en, zh, ours, oursZh]) => ({
    flags: flags.split(' '),
    standing,
    does: { en, zh },
    ours: { en: ours, zh: oursZh },
  }))

const NO_NAMES = ['names are never looked up', '从不查询名称'] as const
const NANOSECONDS = [
  'lines have microseconds, --json and frame.time_epoch of --fields nanoseconds',
  '逐行输出精确到微秒，--json 和 --fields 的 frame.time_epoch 精确到纳秒',
] as const
const STAMPS = ["packets have the kernel's time", '报文的时间由内核给出'] as const
const NO_MONITOR = ['wireless monitor mode is not here', '不支持无线监听模式'] as const
const LINK_TYPE = ["an interface's own link type is taken; -L shows it", '采用网卡自己的链路类型，-L 可查看'] as const
const NO_SETTINGS = [
  'there are no preferences; -d, --vxlan-port, --no-reassemble, -K and the like are options',
  '没有首选项；对应的选项有 -d、--vxlan-port、--no-reassemble、-K 等',
] as const
const DECODES_ALL = [
  'every protocol is decoded; -Y selects, -d decides on ports',
  '所有协议都会解码；用 -Y 筛选，用 -d 指定端口',
] as const
const JSON_OR_FIELDS = [
  '--fields has some of the fields, --json all of them',
  '--fields 输出部分字段，--json 输出全部字段',
] as const
const NO_LOG = ['there is no log; what goes wrong is said on standard error', '没有日志；出错信息写到标准错误'] as const
const ROTATION = [
  '-C 100 begins a new file after 100 million octets, -G 60 after 60 seconds, -W 10 keeps ten of them',
  '-C 100 每一亿字节换一个文件，-G 60 每 60 秒换一个文件，-W 10 保留十个文件',
] as const

export const LETTERS: Readonly<Record<'tcpdump' | 'tshark', readonly Letter[]>> = {
  tcpdump: letters([
    ['-A', 'same', 'octets as text', '以文本显示字节', '-A', '-A'],
    [
      '-b',
      'answered',
      'BGP AS numbers with a dot',
      '以点分形式显示 BGP AS 号',
      'they are in BGP, which is not printed',
      '不打印 BGP 内容',
    ],
    [
      '-d',
      'other',
      "the filter's code",
      '显示过滤器的代码',
      "--explain-filter; -d is tshark's",
      '--explain-filter；-d 同 tshark',
    ],
    ['-D', 'same', 'lists the interfaces', '列出网卡', '-D, vxsniff interfaces', '-D、vxsniff interfaces'],
    ['-e', 'same', 'link-level addresses', '显示链路层地址', '-e', '-e'],
    [
      '-f',
      'other',
      'foreign addresses as numbers',
      '外部地址以数字显示',
      `${NO_NAMES[0]}; -f is tshark's`,
      `${NO_NAMES[1]}；-f 同 tshark`,
    ],
    ['-h --help', 'same', 'help', '帮助', '-h', '-h'],
    [
      '-H',
      'answered',
      '802.11s mesh headers',
      '识别 802.11s 网状网首部',
      'wireless meshes are not decoded',
      '不解码无线网状网',
    ],
    ['-I', 'answered', 'monitor mode', '监听模式', ...NO_MONITOR],
    ['-J', 'answered', 'lists the kinds of time stamps', '列出时间戳类型', ...STAMPS],
    ['-K', 'same', 'checksums are not verified', '不校验校验和', '-K', '-K'],
    [
      '-l',
      'accepted',
      'lines are written at once',
      '逐行立即写出',
      'every batch of packets is written at once',
      '每批报文都立即写出',
    ],
    ['-L', 'same', "an interface's link types", '列出网卡的链路类型', '-L', '-L'],
    ['-n', 'accepted', 'no names', '不查询名称', ...NO_NAMES],
    ['-N', 'answered', 'names without their domain', '主机名不带域名', ...NO_NAMES],
    [
      '-O',
      'answered',
      'the filter is not optimised',
      '不优化过滤器',
      'the filter is optimised in any case',
      '过滤器总是会优化',
    ],
    ['-p', 'same', 'not promiscuous', '不使用混杂模式', '-p', '-p'],
    ['-q', 'same', 'less of each protocol', '每个协议少显示一些', '-q', '-q'],
    ['-S', 'same', 'TCP numbers as they are', '显示 TCP 绝对序号', '-S', '-S'],
    ['-t', 'same', 'the time, by how often it is given', '时间格式，按重复次数而定', '-t to -ttttt', '-t 到 -ttttt'],
    ['-u', 'answered', 'NFS handles undecoded', '不解码 NFS 句柄', 'NFS is not decoded', '不解码 NFS'],
    ['-U', 'same', 'packets are written to -w at once', '报文立即写入 -w 的文件', '-U', '-U'],
    ['-v', 'same', 'more of each packet', '显示更多内容', '-v, -vv', '-v、-vv'],
    ['-x', 'same', 'octets', '显示字节', '-x; the link layer is always there', '-x；总是包含链路层'],
    [
      '-X',
      'same',
      'octets and text',
      '显示字节和文本',
      '-X, as -x, which has text beside',
      '-X，与 -x 相同，旁边有文本',
    ],
    [
      '-# --number',
      'accepted',
      'numbers',
      '显示编号',
      'lines have them; --format tcpdump takes it',
      '逐行输出总有编号；--format tcpdump 可用',
    ],
    ['-B', 'same', "the kernel's buffer", '内核缓冲区', '-B', '-B'],
    ['-c', 'same', 'stops after so many packets', '读到指定报文数后停止', '-c, --max', '-c、--max'],
    ['--count', 'same', 'the number of packets alone', '只输出报文数', '--count', '--count'],
    ['-C', 'same', 'a new file after so many octets', '按大小换文件', '-C', '-C'],
    ['-E', 'answered', 'decrypts ESP', '解密 ESP', 'ESP is shown by its SPI and sequence', 'ESP 只显示 SPI 和序号'],
    ['-F', 'same', 'a filter from a file', '从文件读取过滤器', '-F', '-F'],
    ['-G', 'same', 'a new file after so many seconds', '按时间换文件', '-G', '-G'],
    ['-i', 'same', 'the interface', '网卡', '-i, by name or number', '-i，名称或编号'],
    [
      '--immediate-mode',
      'accepted',
      'packets are handed up at once',
      '报文立即上送',
      'they come within 10 ms',
      '10 毫秒内上送',
    ],
    ['-j', 'answered', 'the kind of time stamps', '时间戳类型', ...STAMPS],
    [
      '-M',
      'answered',
      'the secret of TCP-MD5',
      'TCP-MD5 密钥',
      'the option is shown and not verified',
      '只显示该选项，不校验',
    ],
    ['--print', 'same', 'prints what -w writes', '写文件的同时打印', '--print, -P', '--print、-P'],
    ['-Q', 'same', 'the direction', '方向', '-Q', '-Q'],
    [
      '-r',
      'same',
      'reads a file',
      '读取文件',
      '-r FILE [EXPRESSION], vxsniff FILE',
      '-r FILE [EXPRESSION]、vxsniff FILE',
    ],
    ['-s', 'same', 'octets kept of a packet', '每个报文保留的字节数', '-s', '-s'],
    [
      '-T',
      'answered',
      'decodes as a protocol',
      '按指定协议解码',
      '-d udp.port==46354,vxlan says what a port is',
      '用 -d udp.port==46354,vxlan 指定端口的协议',
    ],
    ['--version', 'same', 'the version', '版本', '--version', '--version'],
    [
      '-V',
      'other',
      'a list of files',
      '从文件读取文件列表',
      "vxsniff read takes several files; -V is tshark's",
      'vxsniff read 可读多个文件；-V 同 tshark',
    ],
    ['-w', 'same', 'writes the packets', '写入报文', '-w', '-w'],
    ['-W', 'same', 'how many files', '文件个数', '-W', '-W'],
    ['-y', 'answered', 'the link type', '链路类型', ...LINK_TYPE],
    ['--time-stamp-precision', 'answered', 'micro- or nanoseconds', '微秒或纳秒', ...NANOSECONDS],
    ['--micro', 'accepted', 'microseconds', '微秒', 'lines have microseconds', '逐行输出精确到微秒'],
    ['--nano', 'answered', 'nanoseconds', '纳秒', ...NANOSECONDS],
    [
      '-z',
      'answered',
      'runs a command on each file',
      '对每个文件执行命令',
      'no command is run; -G names files by their time',
      '不执行命令；-G 按时间命名文件',
    ],
    ['-Z', 'same', 'the user to become', '切换到该用户', '-Z', '-Z'],
  ]),
  tshark: letters([
    ['-i --interface', 'same', 'the interface', '网卡', '-i, by name or number', '-i，名称或编号'],
    ['-f', 'same', 'the capture filter', '抓包过滤器', '-f, or the words behind -i NAME', '-f，或写在 -i NAME 之后'],
    ['-s --snapshot-length', 'same', 'octets kept of a packet', '每个报文保留的字节数', '-s', '-s'],
    ['-p --no-promiscuous-mode', 'same', 'not promiscuous', '不使用混杂模式', '-p', '-p'],
    ['-I --monitor-mode', 'answered', 'monitor mode', '监听模式', ...NO_MONITOR],
    [
      '-B --buffer-size',
      'other',
      "the kernel's buffer, in MiB",
      '内核缓冲区（MiB）',
      '-B, in KiB as tcpdump counts',
      '-B，与 tcpdump 一样以 KiB 计',
    ],
    ['-y --linktype', 'answered', 'the link type', '链路类型', ...LINK_TYPE],
    ['--time-stamp-type', 'answered', 'the kind of time stamps', '时间戳类型', ...STAMPS],
    [
      '-D --list-interfaces',
      'same',
      'lists the interfaces',
      '列出网卡',
      '-D, vxsniff interfaces',
      '-D、vxsniff interfaces',
    ],
    ['-L --list-data-link-types', 'same', "an interface's link types", '列出网卡的链路类型', '-L', '-L'],
    ['--list-time-stamp-types', 'answered', 'lists the kinds of time stamps', '列出时间戳类型', ...STAMPS],
    ['-c', 'same', 'stops after so many packets', '读到指定报文数后停止', '-c, --max', '-c、--max'],
    [
      '-a --autostop',
      'same',
      'when to stop',
      '何时停止',
      '-a duration:10, packets:1000 or filesize:1000; -W for files',
      '-a duration:10、packets:1000 或 filesize:1000；文件数用 -W',
    ],
    ['-b --ring-buffer', 'answered', 'a ring of files', '循环写文件', ...ROTATION],
    [
      '-r --read-file',
      'same',
      'reads a file',
      '读取文件',
      '-r FILE [EXPRESSION], vxsniff FILE',
      '-r FILE [EXPRESSION]、vxsniff FILE',
    ],
    [
      '-2',
      'accepted',
      'two passes',
      '两遍分析',
      'a filter sees packets that were put together in any case',
      '过滤器看到的总是重组后的报文',
    ],
    [
      '-M',
      'answered',
      'forgets what it knows after so many packets',
      '每隔若干报文重置状态',
      '--memory bounds all tables',
      '--memory 限制所有表的内存',
    ],
    [
      '-R --read-filter',
      'answered',
      'the filter of the first pass',
      '第一遍的过滤器',
      'one filter does: -Y',
      '一个过滤器即可：-Y',
    ],
    ['-Y --display-filter', 'same', 'the filter', '过滤器', '-Y', '-Y'],
    ['-n', 'accepted', 'no names', '不查询名称', ...NO_NAMES],
    ['-N', 'answered', 'which names to look up', '查询哪些名称', ...NO_NAMES],
    ['-d', 'same', 'decodes as a protocol', '按指定协议解码', '-d', '-d'],
    ['-H', 'answered', 'names of hosts from a file', '从文件读取主机名', ...NO_NAMES],
    ['--enable-protocol', 'answered', 'decodes a protocol', '启用协议解码', ...DECODES_ALL],
    ['--disable-protocol', 'answered', 'leaves a protocol undecoded', '停用协议解码', ...DECODES_ALL],
    [
      '--enable-heuristic',
      'answered',
      'guesses a protocol',
      '启用启发式解码',
      '--guess decodes what looks like a tunnel',
      '--guess 按隧道的样子解码',
    ],
    [
      '--disable-heuristic',
      'answered',
      'does not guess a protocol',
      '停用启发式解码',
      'nothing is guessed without --guess',
      '没有 --guess 就不猜测',
    ],
    ['-w', 'same', 'writes the packets', '写入报文', '-w', '-w'],
    [
      '--capture-comment',
      'answered',
      'a comment in the file',
      '在文件中加注释',
      'files get no comments; editcap adds them',
      '不写注释；可用 editcap 添加',
    ],
    ['-C', 'other', 'the configuration', '配置档', `there are none; -C is tcpdump's`, '没有配置档；-C 同 tcpdump'],
    [
      '-F',
      'other',
      "the file's format",
      '文件格式',
      "the name tells, .pcap or .pcapng; -F is tcpdump's",
      '由文件名 .pcap 或 .pcapng 决定；-F 同 tcpdump',
    ],
    ['-V', 'same', "the packet's tree", '报文树', '-V, -v', '-V、-v'],
    ['-O', 'answered', 'the tree of some protocols', '只显示部分协议的报文树', ...JSON_OR_FIELDS],
    ['-P --print', 'same', 'prints what -w writes', '写文件的同时打印', '-P, --print', '-P、--print'],
    [
      '-S',
      'other',
      'what parts the packets',
      '报文之间的分隔行',
      "there is nothing between them; -S is tcpdump's",
      '报文之间没有分隔；-S 同 tcpdump',
    ],
    ['-x', 'same', 'octets and text', '显示字节和文本', '-x', '-x'],
    [
      '--hexdump',
      'answered',
      'which octets',
      '选择显示的字节',
      '-x has octets and text, -A text alone',
      '-x 显示字节和文本，-A 只显示文本',
    ],
    [
      '-T',
      'same',
      'the form',
      '输出形式',
      '-T fields, json, ek or text; --json is both json and ek',
      '-T fields、json、ek 或 text；json 和 ek 都是 --json',
    ],
    ['-j', 'answered', 'protocols of the JSON', 'JSON 中的协议', ...JSON_OR_FIELDS],
    ['-J', 'answered', 'protocols of the JSON', 'JSON 中的协议', ...JSON_OR_FIELDS],
    ['-e', 'same', 'a field', '字段', '-e NAME behind -T fields, --fields', '写在 -T fields 之后的 -e NAME、--fields'],
    [
      '-E',
      'same',
      'how fields are laid out',
      '字段的排列方式',
      '-E header=y behind -T fields',
      '写在 -T fields 之后的 -E header=y',
    ],
    [
      '-t',
      'same',
      "the time's form",
      '时间格式',
      '-t e, d, r or ad, and -tt, -ttt, -ttttt, -tttt',
      '-t e、d、r、ad，或 -tt、-ttt、-ttttt、-tttt',
    ],
    ['-u', 'answered', "the seconds' form", '秒的格式', 'times are clocks or seconds, by -t', '按 -t 显示时刻或秒数'],
    [
      '-l',
      'accepted',
      'lines are written at once',
      '逐行立即写出',
      'every batch of packets is written at once',
      '每批报文都立即写出',
    ],
    ['-q', 'same', 'less', '少显示一些', '-q', '-q'],
    ['-Q', 'other', 'errors alone', '只输出错误', "2>/dev/null; -Q is tcpdump's", '2>/dev/null；-Q 同 tcpdump'],
    ['-g', 'answered', 'the group may read the files', '允许同组用户读文件', 'the umask decides', '由 umask 决定'],
    [
      '-W',
      'other',
      'names in the file',
      '在文件中保存名称',
      `${NO_NAMES[0]}; -W is tcpdump's`,
      `${NO_NAMES[1]}；-W 同 tcpdump`,
    ],
    ['-X', 'other', 'extensions', '扩展', "there are none; -X is tcpdump's", '没有扩展；-X 同 tcpdump'],
    ['-U', 'other', 'exports PDUs', '导出 PDU', "they are not written; -U is tcpdump's", '不导出；-U 同 tcpdump'],
    [
      '-z',
      'answered',
      'statistics',
      '统计',
      'vxsniff stats, flows, tunnels and check have the totals; -z io,stat,1, io,phs, conv,ip and others run them',
      '统计见 vxsniff stats、flows、tunnels 和 check；-z io,stat,1、io,phs、conv,ip 等直接运行',
    ],
    [
      '--export-objects',
      'answered',
      'saves what was transferred',
      '保存传输的对象',
      'nothing is taken out of streams',
      '不从流中提取内容',
    ],
    [
      '--export-tls-session-keys',
      'answered',
      'saves keys of TLS',
      '保存 TLS 会话密钥',
      'nothing is decrypted',
      '不解密',
    ],
    [
      '--color',
      'other',
      'colours',
      '彩色',
      '--color always; on a terminal there are colours',
      '--color always；终端上默认彩色',
    ],
    [
      '--no-duplicate-keys',
      'accepted',
      'no key of the JSON twice',
      'JSON 中没有重复的键',
      'no key repeats',
      '键从不重复',
    ],
    [
      '--elastic-mapping-filter',
      'answered',
      "Elasticsearch's mapping",
      'Elasticsearch 映射',
      'there is none; --json has an object a packet',
      '没有映射；--json 每个报文一个对象',
    ],
    ['--temp-dir', 'answered', 'where files are that are not kept', '临时文件目录', 'there are none', '没有临时文件'],
    ['--log-level', 'answered', 'what is logged', '日志级别', ...NO_LOG],
    ['--log-fatal', 'answered', 'what ends it', '终止级别', ...NO_LOG],
    ['--log-domains', 'answered', 'what is logged', '日志范围', ...NO_LOG],
    ['--log-debug', 'answered', 'what is logged', '日志范围', ...NO_LOG],
    ['--log-noisy', 'answered', 'what is logged', '日志范围', ...NO_LOG],
    ['--log-file', 'answered', 'where the log is', '日志文件', ...NO_LOG],
    ['-h --help', 'same', 'help', '帮助', '-h', '-h'],
    ['-v --version', 'other', 'the version', '版本', "--version; -v is tcpdump's", '--version；-v 同 tcpdump'],
    ['-o', 'answered', 'a preference', '首选项', ...NO_SETTINGS],
    [
      '-K',
      'other',
      'keys of Kerberos',
      'Kerberos 密钥',
      "nothing is decrypted; -K is tcpdump's",
      '不解密；-K 同 tcpdump',
    ],
    [
      '-G',
      'other',
      'reports of what it knows',
      '内部信息报告',
      "vxsniff fields lists the fields; -G is tcpdump's",
      'vxsniff fields 列出字段；-G 同 tcpdump',
    ],
  ]),
}

/** Statistics of tshark's `-z`, by how they begin: which command has them. */
export const STATISTICS: readonly (readonly [begins: string, ours: Words<string>])[] = [
  ['io,stat', { en: 'vxsniff stats --interval 1s', zh: 'vxsniff stats --interval 1s' }],
  ['io,phs', { en: 'vxsniff stats --by protocol', zh: 'vxsniff stats --by protocol' }],
  ['conv,', { en: 'vxsniff flows', zh: 'vxsniff flows' }],
  ['endpoints,', { en: 'vxsniff stats --by host', zh: 'vxsniff stats --by host' }],
  ['hosts', { en: 'vxsniff stats --by host', zh: 'vxsniff stats --by host' }],
  ['expert', { en: 'vxsniff check', zh: 'vxsniff check' }],
  ['icmp,', { en: 'vxsniff check, and the round trip in the line', zh: 'vxsniff check，行内也有往返时间' }],
  ['plen,tree', { en: 'vxsniff stats --by size', zh: 'vxsniff stats --by size' }],
  ['flow,', { en: 'vxsniff learn', zh: 'vxsniff learn' }],
]

interface LetterWords {
  /** `tcpdump's -E (decrypts ESP) is not here: …` */
  readonly answer: (program: string, flag: string, does: string, ours: string) => string
  readonly title: (program: string) => string
}

export const LETTER_WORDS: Words<LetterWords> = {
  en: {
    answer: (program, flag, does, ours) => `${program}'s ${flag} (${does}) is not here: ${ours}`,
    title: (program) => `What ${program} --help shows, and here`,
  },
  zh: {
    answer: (program, flag, does, ours) => `没有 ${program} 的 ${flag}（${does}）：${ours}`,
    title: (program) => `${program} --help 中的选项，以及这里的对应用法`,
  },
}
