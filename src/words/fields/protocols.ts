/** What each protocol's header is there for, in words. */
import type { ProtocolCatalogue } from './index.js'

export const PROTOCOL_WORDS: ProtocolCatalogue = {
  data: {
    title: '数据',
    means: {
      en: 'What the headers before it carry: data of an application, or of a protocol that is not taken apart here.',
      zh: '前面各层头部所承载的内容：应用数据，或此处不再解析的协议。',
    },
  },
  eth: {
    title: '以太网',
    means: {
      en: 'It takes a frame to the next device on the same link; inside a tunnel it is the frame that a host has sent, with the MAC addresses that VTEPs learn.',
      zh: '把帧送到同一链路上的下一台设备；在隧道内部，它是主机发出的原始帧，VTEP 学习的正是其中的 MAC 地址。',
    },
  },
  vlan: {
    title: '802.1Q VLAN 标签',
    means: {
      en: 'It tells switches which VLAN the frame belongs to, so that many networks share one cable.',
      zh: '告诉交换机此帧属于哪个 VLAN，使多个网络共用一条链路。',
    },
  },
  ieee8021ad: {
    title: '802.1ad 服务 VLAN 标签',
    means: {
      en: "A provider puts it before a customer's own VLAN tag to keep customers apart: VLANs within a VLAN (QinQ).",
      zh: '运营商加在客户自己的 VLAN 标签之外，用来区分客户：VLAN 中的 VLAN（QinQ）。',
    },
  },
  llc: {
    title: '逻辑链路控制（LLC）',
    means: {
      en: 'It says which protocol a frame carries where Ethernet has a length instead of a type; spanning tree uses it.',
      zh: '当以太网头部中是长度而不是类型时，由它说明承载哪种协议；生成树协议就使用它。',
    },
  },
  null: {
    title: 'BSD 环回头部',
    means: {
      en: 'It is no header of any network: the capturing system wrote it to say which protocol follows.',
      zh: '它不是网络上的头部，而是抓包系统写入的，说明后面是哪种协议。',
    },
  },
  sll: {
    title: 'Linux cooked 抓包头部（SLL）',
    means: {
      en: 'It stands in for the link-layer header when Linux captures on all devices (-i any) and says who sent the packet and which way it went; no wire carries it.',
      zh: '在 Linux 上抓取所有接口（-i any）时代替链路层头部，说明由谁发出以及收发方向；链路上并不存在。',
    },
  },
  ppp: {
    title: '点对点协议（PPP）',
    means: {
      en: 'It carries packets over a link with just two ends, such as a serial line, PPPoE or a PPTP tunnel, and says of which protocol they are.',
      zh: '在只有两端的链路（串行线、PPPoE、PPTP 隧道等）上承载报文，并说明是哪种协议。',
    },
  },
  chdlc: {
    title: 'Cisco HDLC',
    means: {
      en: "It is Cisco's framing on serial lines and says which protocol a frame carries.",
      zh: 'Cisco 在串行线上使用的帧格式，说明帧中承载哪种协议。',
    },
  },
  raw: {
    title: '裸 IP 报文',
    means: {
      en: 'There is no link-layer header: the capture begins with IP, as on a tun device or an IP tunnel.',
      zh: '没有链路层头部：抓到的数据直接从 IP 开始，例如在 tun 设备或 IP 隧道上抓包。',
    },
  },
  pppoed: {
    title: 'PPPoE 发现阶段',
    means: {
      en: 'By it a host finds an access concentrator on its Ethernet and opens or ends a PPP session with it.',
      zh: '主机用它在以太网上寻找接入集中器，建立或终止 PPP 会话。',
    },
  },
  pppoes: {
    title: 'PPPoE 会话阶段',
    means: {
      en: 'It carries PPP over Ethernet and says to which session a packet belongs.',
      zh: '在以太网上承载 PPP，并说明报文属于哪个会话。',
    },
  },
  stp: {
    title: '生成树协议（STP）',
    means: {
      en: 'Bridges tell each other by it which links to block, so that no frame circles for ever; this matters for bridges that a tunnel joins, too.',
      zh: '网桥之间用它协商阻塞哪些链路，避免帧无限循环；通过隧道相连的网桥也需要它。',
    },
  },
  lldp: {
    title: '链路层发现协议（LLDP）',
    means: {
      en: 'By it a device tells its direct neighbour who it is and which of its ports the cable is plugged into.',
      zh: '设备用它告诉直连的邻居自己是谁，以及网线插在哪个端口。',
    },
  },
  arp: {
    title: '地址解析协议（ARP）',
    means: {
      en: 'By it a host asks which MAC address an IP address has; in an overlay the broadcast question is flooded to the VTEPs, and teaches them where the asker is.',
      zh: '主机用它询问某个 IP 地址对应的 MAC 地址；在叠加网络中，广播的请求泛洪到各 VTEP，同时让它们学到询问者的位置。',
    },
  },
  ip: {
    title: '互联网协议第 4 版（IPv4）',
    means: {
      en: 'It takes a packet from host to host across routers; outside a tunnel its addresses are the VTEPs, inside they are the hosts that talk.',
      zh: '把报文经路由器从主机送到主机；在隧道外层，地址是两端的 VTEP，在内层，是真正通信的主机。',
    },
  },
  ipv6: {
    title: '互联网协议第 6 版（IPv6）',
    means: {
      en: 'It takes a packet from host to host across routers, with addresses of 128 bits; outside a tunnel they are the VTEPs, inside the hosts that talk.',
      zh: '把报文经路由器从主机送到主机，地址为 128 位；在隧道外层是两端的 VTEP，在内层是真正通信的主机。',
    },
  },
  'ipv6.hopopts': {
    title: 'IPv6 逐跳选项',
    means: {
      en: 'It tells something to every router on the way, for instance that multicast reports deserve a look.',
      zh: '给途中每台路由器的信息，例如提醒路由器查看多播成员报告。',
    },
  },
  'ipv6.routing': {
    title: 'IPv6 路由头部',
    means: {
      en: 'It lists nodes that the packet is to pass on its way, as segment routing does.',
      zh: '列出报文途中要经过的节点，例如用于段路由。',
    },
  },
  'ipv6.fraghdr': {
    title: 'IPv6 分片头部',
    means: {
      en: 'It says which part of a too large packet this is, so that the receiver can put it together; tunnels make packets larger and so bring it about.',
      zh: '说明这是过大报文的哪一段，供接收方重组；隧道封装使报文变大，容易引起分片。',
    },
  },
  'ipv6.dstopts': {
    title: 'IPv6 目的选项',
    means: {
      en: 'It tells something to the destination alone; routers on the way do not look at it.',
      zh: '只给目的节点的信息，途中的路由器不查看。',
    },
  },
  ah: {
    title: '认证头部（AH）',
    means: {
      en: 'It lets the receiver check who sent the packet and that nobody changed it; it hides nothing.',
      zh: '让接收方验证报文由谁发出、途中未被篡改；它不加密内容。',
    },
  },
  mpls: {
    title: '多协议标签交换（MPLS）',
    means: {
      en: 'Routers forward by its label instead of the IP address, along a path set up before; an entry stands for one path or one service.',
      zh: '路由器按标签而不是 IP 地址，沿事先建立的路径转发；一个标签代表一条路径或一种业务。',
    },
  },
  icmp: {
    title: '互联网控制报文协议（ICMP）',
    means: {
      en: 'By it hosts test each other (ping) and routers report what they could not deliver, for instance a packet that a tunnel has made too large.',
      zh: '主机用它互相测试（ping），路由器用它报告无法送达的报文，例如封装后过大的报文。',
    },
  },
  icmpv6: {
    title: '互联网控制报文协议第 6 版（ICMPv6）',
    means: {
      en: "It does for IPv6 what ICMP, ARP and IGMP do for IPv4: tests, errors, neighbours' MAC addresses, routers and multicast groups.",
      zh: '在 IPv6 中承担 ICMP、ARP 和 IGMP 的工作：测试、差错、邻居的 MAC 地址、路由器和多播组。',
    },
  },
  igmp: {
    title: '互联网组管理协议（IGMP）',
    means: {
      en: 'By it a host tells the network which multicast groups it wants; a VTEP joins the group of its VNI with it, so that flooded frames reach it.',
      zh: '主机用它告诉网络自己要接收哪些多播组；VTEP 用它加入 VNI 对应的多播组，才能收到泛洪的帧。',
    },
  },
  tcp: {
    title: '传输控制协议（TCP）',
    means: {
      en: 'It gives two applications a connection in which nothing is lost and everything stays in order.',
      zh: '为两个应用提供不丢失、不乱序的连接。',
    },
  },
  udp: {
    title: '用户数据报协议（UDP）',
    means: {
      en: 'It takes single messages from application to application; a tunnel chooses the source port by the inner flow, so that routers spread flows over paths.',
      zh: '在应用之间传送单个消息；隧道按内层流选择源端口，让路由器把不同的流分散到多条路径。',
    },
  },
  vxlan: {
    title: '虚拟可扩展局域网（VXLAN）',
    means: {
      en: "It carries a tenant's Ethernet frames in UDP between two VTEPs, and its VNI says which network they belong to; its extension GPE carries other protocols too.",
      zh: '在两个 VTEP 之间用 UDP 承载租户的以太网帧，VNI 说明属于哪个网络；扩展 GPE 还可承载其他协议。',
    },
  },
  nsh: {
    title: '网络服务头部（NSH）',
    means: {
      en: 'It leads a packet through a chain of services, such as firewalls and load balancers, and carries what they tell each other.',
      zh: '引导报文依次经过防火墙、负载均衡等服务组成的链，并携带服务之间传递的信息。',
    },
  },
  gre: {
    title: '通用路由封装（GRE）',
    means: {
      en: 'It carries packets of nearly any protocol from one tunnel end to the other, right inside IP, without UDP; a key can tell tunnels apart.',
      zh: '在隧道两端之间承载几乎任意协议的报文，直接封装在 IP 中，不用 UDP；可用 key 区分多条隧道。',
    },
  },
  erspan: {
    title: '封装远程端口镜像（ERSPAN）',
    means: {
      en: 'It takes copies of the frames at a port of a switch to an analyser somewhere else, through a GRE tunnel; Type I has no header of its own.',
      zh: '把交换机端口上帧的副本经 GRE 隧道送到别处的分析设备；Type I 没有自己的头部。',
    },
  },
  geneve: {
    title: '通用网络虚拟化封装（Geneve）',
    means: {
      en: "It does what VXLAN does, a tenant's frames in UDP with a VNI, and adds options that tunnel ends can tell each other things by.",
      zh: '与 VXLAN 作用相同，用 UDP 承载租户的帧并带 VNI，另有可扩展的选项供隧道端点传递信息。',
    },
  },
  flannel: {
    title: 'flannel UDP 后端',
    means: {
      en: 'It is no header: flannel puts the bare IP packet of a container into UDP, without MAC addresses and without a VNI.',
      zh: '没有头部：flannel 把容器的 IP 报文直接放入 UDP，没有 MAC 地址，也没有 VNI。',
    },
  },
  pwethcw: {
    title: '以太网伪线控制字',
    means: {
      en: 'It stands between the MPLS labels and a frame that crosses the provider as if by one wire, and keeps routers from taking the frame for an IP packet.',
      zh: '位于 MPLS 标签和以太网帧之间（帧像经过一根网线一样穿过运营商网络），避免路由器把帧误认为 IP 报文。',
    },
  },
  cmd: {
    title: 'Cisco 元数据（CMD）',
    means: {
      en: "It carries the sender's security group along with the packet, so that devices on the way can allow or deny by group.",
      zh: '随报文携带发送者的安全组，使途中设备可以按组放行或拒绝。',
    },
  },
  garp: {
    title: '通用属性注册协议（GARP）',
    means: {
      en: 'By it bridges tell each other what they want on a link; the destination address says what is registered.',
      zh: '网桥之间用它告知在链路上需要什么；目的地址说明注册的内容。',
    },
  },
  gvrp: {
    title: 'GARP VLAN 注册协议（GVRP）',
    means: {
      en: 'By it bridges tell each other which VLANs they want on a link, so that nobody has to configure each trunk.',
      zh: '网桥之间用它告知在链路上需要哪些 VLAN，不必逐条配置中继链路。',
    },
  },
  gmrp: {
    title: 'GARP 多播注册协议（GMRP）',
    means: {
      en: 'By it bridges and hosts tell which groups of Ethernet they want, so that their frames are not flooded everywhere.',
      zh: '网桥和主机用它告知需要哪些以太网多播组，使其帧不必到处泛洪。',
    },
  },
  'mrp-mvrp': {
    title: '多 VLAN 注册协议（MVRP）',
    means: {
      en: 'By it bridges tell each other which VLANs they want on a link; it came after GVRP and says more in less room.',
      zh: '网桥之间用它告知在链路上需要哪些 VLAN；它取代了 GVRP，编码更紧凑。',
    },
  },
  'mrp-mmrp': {
    title: '多 MAC 注册协议（MMRP）',
    means: {
      en: 'By it bridges and hosts tell which groups of Ethernet they want; it came after GMRP.',
      zh: '网桥和主机用它告知需要哪些以太网多播组；它取代了 GMRP。',
    },
  },
  etherip: {
    title: 'IP 承载以太网（EtherIP）',
    means: {
      en: 'It carries Ethernet frames straight in IP, so that two bridges far apart make one link.',
      zh: '直接在 IP 中承载以太网帧，让相距遥远的两台网桥连成一条链路。',
    },
  },
  esp: {
    title: '封装安全载荷（ESP）',
    means: {
      en: 'It encrypts what it carries between two ends of an IPsec tunnel; only they can tell what is inside.',
      zh: '在 IPsec 的两端之间加密所承载的内容；只有两端知道里面是什么。',
    },
  },
  ipcomp: {
    title: 'IP 载荷压缩（IPComp）',
    means: {
      en: 'It carries the packet in fewer octets; what they mean only who unpacks them can tell.',
      zh: '以更少的字节承载报文；内容要解压后才能知道。',
    },
  },
  udpencap: {
    title: 'IPsec 的 UDP 封装',
    means: {
      en: 'It takes IPsec through a NAT, which passes UDP alone; key exchange and encrypted packets share the port.',
      zh: '让 IPsec 穿过只放行 UDP 的 NAT；密钥交换和加密报文共用一个端口。',
    },
  },
  wg: {
    title: 'WireGuard',
    means: {
      en: 'It encrypts IP packets between two peers; only they can tell what is inside.',
      zh: '在两个对端之间加密 IP 报文；只有它们知道里面是什么。',
    },
  },
  openvpn: {
    title: 'OpenVPN',
    means: {
      en: 'It encrypts packets or frames between a client and its server; only they can tell what is inside.',
      zh: '在客户端与服务器之间加密报文或帧；只有两端知道里面是什么。',
    },
  },
  macsec: {
    title: 'MAC 安全（MACsec）',
    means: {
      en: 'It protects a frame on one link, and encrypts it as a rule: then only the device at the other end can read it.',
      zh: '在一段链路上保护帧，通常还会加密：此时只有链路另一端的设备能读取。',
    },
  },
  dtls: {
    title: '数据报传输层安全（DTLS）',
    means: {
      en: 'It encrypts what goes between an access point and its controller; only they can tell what is inside.',
      zh: '加密无线接入点与控制器之间的内容；只有两端知道里面是什么。',
    },
  },
  gtp: {
    title: 'GPRS 隧道协议（GTP）',
    means: {
      en: "It carries a mobile user's packets between base station and core network; its TEID says whose they are.",
      zh: '在基站与核心网之间承载移动用户的报文；TEID 说明属于哪个用户。',
    },
  },
  vntag: {
    title: 'VN-Tag',
    means: {
      en: 'It tells a switch which port of its fabric extender, or which virtual adapter, a frame comes from and goes to.',
      zh: '告诉交换机此帧来自和去往其扩展器的哪个端口，或哪个虚拟网卡。',
    },
  },
  etag: {
    title: '802.1BR E-TAG',
    means: {
      en: 'It tells a bridge which port of its port extender a frame comes from and goes to.',
      zh: '告诉网桥此帧来自和去往其端口扩展器的哪个端口。',
    },
  },
  l2tp: {
    title: '第二层隧道协议（L2TP）',
    means: {
      en: 'It carries PPP sessions, and in version 3 Ethernet frames, between an access concentrator and a network server.',
      zh: '在接入集中器与网络服务器之间承载 PPP 会话；第 3 版还可承载以太网帧。',
    },
  },
  gue: {
    title: '通用 UDP 封装（GUE）',
    means: {
      en: 'It carries any IP protocol in UDP, so that routers spread its flows over paths by their ports.',
      zh: '在 UDP 中承载任意 IP 协议，让路由器按端口把流分散到多条路径。',
    },
  },
  teredo: {
    title: 'Teredo',
    means: {
      en: 'It carries IPv6 in UDP for hosts behind a NAT that have IPv4 alone.',
      zh: '为位于 NAT 之后、只有 IPv4 的主机在 UDP 中承载 IPv6。',
    },
  },
  tzsp: {
    title: 'TaZmen 嗅探协议（TZSP）',
    means: {
      en: 'It brings copies of frames to somebody who listens elsewhere; nobody answers through it.',
      zh: '把帧的副本送到别处的监听者；不会有应答经过它。',
    },
  },
  'lisp-data': {
    title: '位置与标识分离协议（LISP）',
    means: {
      en: 'It carries packets between the sites where their addresses are, which a mapping system tells.',
      zh: '在地址所在的站点之间承载报文；站点位置由映射系统给出。',
    },
  },
  ayiya: {
    title: '任意协议封装（AYIYA）',
    means: {
      en: 'It carries IPv6 in UDP between a tunnel broker and a user, and proves who sent it.',
      zh: '在隧道代理与用户之间用 UDP 承载 IPv6，并证明由谁发送。',
    },
  },
  capwap: {
    title: 'CAPWAP 控制',
    means: {
      en: 'By it a controller sets up and watches its wireless access points.',
      zh: '控制器用它配置和监视无线接入点。',
    },
  },
  'capwap.data': {
    title: 'CAPWAP 数据',
    means: {
      en: 'It carries the frames of wireless stations between an access point and its controller.',
      zh: '在无线接入点与控制器之间承载无线终端的帧。',
    },
  },
  dns: {
    title: '域名系统（DNS）',
    means: {
      en: 'It asks a name server what belongs to a name, most often the IP address, and brings the answer.',
      zh: '向域名服务器查询某个名称对应的内容（多为 IP 地址），并带回应答。',
    },
  },
  mdns: {
    title: '多播域名系统（mDNS）',
    means: {
      en: 'It asks all devices of a link for names and services, and announces them, without any server.',
      zh: '无需服务器，向链路上的所有设备查询名称和服务，也用来宣告它们。',
    },
  },
  llmnr: {
    title: '链路本地多播名称解析（LLMNR）',
    means: {
      en: 'It asks the neighbours on the link for a name when no name server knows it, as Windows does.',
      zh: '域名服务器不知道某个名称时，向链路上的邻居查询，Windows 就是这样做的。',
    },
  },
  dhcp: {
    title: '动态主机配置协议（DHCP）',
    means: {
      en: 'It gives a host its address and what else it needs to take part in the network.',
      zh: '为主机分配地址以及接入网络所需的其他参数。',
    },
  },
  tls: {
    title: '传输层安全（TLS）',
    means: {
      en: "It opens an encrypted connection; the client's first message still tells in the clear which server is wanted.",
      zh: '用来建立加密连接；客户端的第一条消息仍以明文说明要访问哪台服务器。',
    },
  },
  http: {
    title: '超文本传输协议（HTTP）',
    means: {
      en: 'It asks a server for something, or brings what it answers; the first line says what.',
      zh: '向服务器请求资源，或带回服务器的响应；第一行说明其内容。',
    },
  },
  lcp: {
    title: 'PPP 链路控制协议（LCP）',
    means: {
      en: 'By it the two ends of a PPP link agree how to use it, prove that it is alive, and end it.',
      zh: 'PPP 链路两端用它协商链路的使用方式、检测链路是否存活并结束链路。',
    },
  },
  ipcp: {
    title: 'PPP IP 控制协议（IPCP）',
    means: {
      en: 'By it the ends of a PPP link agree on their IPv4 addresses and name servers; before that no IPv4 packet passes.',
      zh: 'PPP 链路两端用它协商 IPv4 地址和域名服务器；在此之前不传送 IPv4 报文。',
    },
  },
  ipv6cp: {
    title: 'PPP IPv6 控制协议（IPV6CP）',
    means: {
      en: 'By it the ends of a PPP link agree on the lower halves of their link-local addresses.',
      zh: 'PPP 链路两端用它协商链路本地地址的后一半。',
    },
  },
  ccp: {
    title: 'PPP 压缩控制协议（CCP）',
    means: {
      en: 'By it the ends of a PPP link agree on compression and, with an option of Microsoft, on encryption (MPPE).',
      zh: 'PPP 链路两端用它协商压缩，并可用微软的选项协商加密（MPPE）。',
    },
  },
  pap: {
    title: 'PPP 口令认证协议（PAP）',
    means: {
      en: 'By it the peer proves who it is, with a name and a password in the clear.',
      zh: '对端用它以明文的用户名和口令证明身份。',
    },
  },
  chap: {
    title: 'PPP 质询握手认证协议（CHAP）',
    means: {
      en: 'By it the peer proves that it knows a secret without telling it.',
      zh: '对端用它证明自己知道密钥，而不发送密钥本身。',
    },
  },
  mp: {
    title: 'PPP 多链路协议（MP）',
    means: {
      en: 'It splits packets over several PPP links and numbers the pieces, so that the far end can put them together.',
      zh: '把报文分到多条 PPP 链路上并编号，由对端重组。',
    },
  },
  comp_data: {
    title: 'PPP 压缩数据报',
    means: {
      en: 'A packet that is compressed or encrypted as the ends agreed in CCP; nobody else can read it.',
      zh: '按 CCP 协商的方式压缩或加密的报文；其他人无法读取。',
    },
  },
  bcp_bpdu: {
    title: 'PPP 桥接帧',
    means: {
      en: 'It takes a frame of a LAN across a PPP link between two bridges.',
      zh: '在两个网桥之间经 PPP 链路传送局域网的帧。',
    },
  },
  pktap: {
    title: 'PKTAP 报文头部',
    means: {
      en: "Apple's systems put it in front of each captured packet; it tells the interface and the process.",
      zh: '苹果系统在每个捕获的报文前写入它，说明接口和进程。',
    },
  },
  nflog: {
    title: 'Linux Netfilter 日志（NFLOG）',
    means: {
      en: 'A rule of the firewall logged this packet; the attributes tell where on its way through the machine.',
      zh: '防火墙规则记录了此报文；各属性说明它在本机处理过程的哪一处。',
    },
  },
  ipnet: {
    title: 'Solaris IPNET',
    means: {
      en: 'Solaris puts it in front of IP packets that pass within a machine, between its zones.',
      zh: 'Solaris 在本机各区域之间的 IP 报文前写入它。',
    },
  },
  juniper: {
    title: 'Juniper 捕获头部',
    means: {
      en: 'JunOS puts it in front of each packet that it captures; it tells the direction.',
      zh: 'JunOS 在每个捕获的报文前写入它，说明方向。',
    },
  },
  nhrp: {
    title: '下一跳解析协议（NHRP）',
    means: {
      en: 'By it the ends of a multipoint GRE tunnel learn which outer address has whose inner one, as ARP does on a LAN.',
      zh: '多点 GRE 隧道的各端用它得知内层地址对应的外层地址，作用类似局域网中的 ARP。',
    },
  },
}
