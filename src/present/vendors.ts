/** First octets of the MAC addresses that virtual network cards and routers have, longest first where one begins another. */
export const VENDORS: readonly (readonly [prefix: string, name: string])[] = [
  // Docker's bridge makes them from the container's IPv4 address.
  ['02:42:', 'Docker'],
  ['52:54:00:', 'QEMU/libvirt'],
  // IEEE's registry, MA-L.
  ['00:05:69:', 'VMware'],
  ['00:0c:29:', 'VMware'],
  ['00:1c:14:', 'VMware'],
  ['00:50:56:', 'VMware'],
  ['00:15:5d:', 'Hyper-V'],
  ['00:16:3e:', 'Xen'],
  ['08:00:27:', 'VirtualBox'],
  ['00:1c:42:', 'Parallels'],
  // OpenStack Neutron's `base_mac` is fa:16:3e:00:00:00.
  ['fa:16:3e:', 'OpenStack'],
  // RFC 9568 §7.3; the last octet is the virtual router's identifier.
  ['00:00:5e:00:01:', 'VRRP'],
  ['00:00:5e:00:02:', 'VRRP for IPv6'],
  // Cisco's HSRP, versions 1 and 2, and 2 for IPv6; GLBP.
  ['00:00:0c:07:ac:', 'HSRP'],
  ['00:00:0c:9f:f', 'HSRP'],
  ['00:05:73:a0:0', 'HSRP for IPv6'],
  ['00:07:b4:00:', 'GLBP'],
]
