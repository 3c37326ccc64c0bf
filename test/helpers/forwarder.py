#!/usr/bin/env python3
"""What stands between two cables of a test and does to frames what no kernel here can do.

forwarder.py A B: from A to B the outer IPv4 source 10.77.1.1 becomes 10.77.1.9, the DSCP 46, each frame waits for 3 ms, and
of echo requests in VXLAN each tenth one is lost; from B to A the destination is translated back. The TTL stays.
"""
import select
import socket
import sys
import time

PACKET_OUTGOING = 4
IP = 14
# Outer Ethernet, IPv4, UDP, VXLAN, inner Ethernet and IPv4.
ICMP = 14 + 20 + 8 + 8 + 14 + 20
DELAY = 0.003
INSIDE, OUTSIDE = socket.inet_aton('10.77.1.1'), socket.inet_aton('10.77.1.9')


def summed(frame):
    """RFC 791: the header's checksum anew."""
    frame[IP + 10 : IP + 12] = b'\0\0'
    total = sum(int.from_bytes(frame[o : o + 2], 'big') for o in range(IP, IP + 20, 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    frame[IP + 10 : IP + 12] = (0xFFFF - total).to_bytes(2, 'big')
    return frame


def forth(frame):
    if frame[ICMP] == 8 and int.from_bytes(frame[ICMP + 6 : ICMP + 8], 'big') % 10 == 0:
        return None
    frame[IP + 12 : IP + 16] = OUTSIDE
    frame[IP + 1] = 46 << 2
    return summed(frame)


def back(frame):
    frame[IP + 16 : IP + 20] = INSIDE
    return summed(frame)


sockets = []
for name in sys.argv[1:]:
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    s.bind((name, 0))
    sockets.append(s)
held = []
print('forwarding', file=sys.stderr, flush=True)
while True:
    wait = max(0, held[0][0] - time.monotonic()) if held else None
    for s in select.select(sockets, [], [], wait)[0]:
        octets, (_, _, kind, *_) = s.recvfrom(65535)
        if kind == PACKET_OUTGOING or len(octets) < ICMP + 8:
            continue
        frame = bytearray(octets)
        if s is sockets[1]:
            sockets[0].send(back(frame))
        elif forth(frame) is not None:
            held.append((time.monotonic() + DELAY, frame))
    while held and held[0][0] <= time.monotonic():
        sockets[1].send(held.pop(0)[1])
