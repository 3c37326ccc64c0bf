/** Names of link types as tcpdump prints them: pcap_datalink_val_to_name(3) and its description. */
export const LINK_TYPE_NAMES: Readonly<Record<number, string>> = {
  0: 'NULL (BSD loopback)',
  1: 'EN10MB (Ethernet)',
  101: 'RAW (Raw IP)',
  113: 'LINUX_SLL (Linux cooked v1)',
  127: 'IEEE802_11_RADIO (802.11 plus radiotap header)',
  276: 'LINUX_SLL2 (Linux cooked v2)',
}
