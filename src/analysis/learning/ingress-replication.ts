/** Nanoseconds in which the copies of one frame leave a VTEP; a host repeats a question after a second. */
export const REPLICATION_SPAN = 5e6

/** Octets of an ARP packet in its frame: the shortest frame whose octets tell it from others. */
export const LEAST_IMAGE = 42
