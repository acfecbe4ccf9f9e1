package dev.lockstep.sync.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Tells addresses apart by who answers there. An IPv6 address that carries one of IPv4 inside, by which a translator
/// or tunnel would send the packet on, counts as the worse of both.
public enum AddressKind {
    ORDINARY,
    /// This machine, and in a Pod every container of it.
    LOOPBACK,
    /// Link-local, multicast, unspecified, or the metadata service of a cloud, which gives credentials away.
    FORBIDDEN;

    /// Metadata services that are not link-local, as leading bytes: of Azure, Alibaba Cloud and Oracle Cloud; of AWS
    /// (with its other services of an instance), Google Cloud, Oracle Cloud and Scaleway over IPv6.
    private static final List<byte[]> METADATA = Stream.of(
                    "a83f8110",
                    "646464c8",
                    "c00000c0",
                    "fd000ec2",
                    "fd2000ce",
                    "fd0000c10000000000000000a9fea9fe",
                    "fd000042000000000000000000000042")
            .map(HexFormat.of()::parseHex)
            .toList();

    /// Where the bytes of an IPv4 address are in an IPv6 address that begins like this: IPv4-compatible,
    /// IPv4-translated (RFC 2765), NAT64 (RFC 6052, RFC 8215 with each of its lengths), 6to4 and Teredo.
    private enum Embedding {
        COMPATIBLE("000000000000000000000000", 12, 13, 14, 15),
        TRANSLATED("0000000000000000ffff0000", 12, 13, 14, 15),
        NAT64("0064ff9b0000000000000000", 12, 13, 14, 15),
        LOCAL_NAT64_48("0064ff9b0001", 6, 7, 9, 10),
        LOCAL_NAT64_56("0064ff9b0001", 7, 9, 10, 11),
        LOCAL_NAT64_64("0064ff9b0001", 9, 10, 11, 12),
        LOCAL_NAT64_96("0064ff9b0001", 12, 13, 14, 15),
        SIX_TO_FOUR("2002", 2, 3, 4, 5),
        TEREDO_SERVER("20010000", 4, 5, 6, 7),
        /// Every bit of it is inverted.
        TEREDO_CLIENT("20010000", 12, 13, 14, 15);

        private final byte[] prefix;
        private final int[] places;

        Embedding(String prefix, int... places) {
            this.prefix = HexFormat.of().parseHex(prefix);
            this.places = places;
        }

        byte[] inside(byte[] address) {
            byte[] inside = new byte[places.length];
            for (int i = 0; i < inside.length; i++) {
                inside[i] = (byte) (address[places[i]] ^ (this == TEREDO_CLIENT ? 0xff : 0));
            }
            return inside;
        }
    }

    public static AddressKind of(InetAddress address) {
        var kind = plain(address, address.getAddress());
        if (address instanceof Inet4Address || kind != ORDINARY) {
            return kind;
        }
        return Arrays.stream(Embedding.values())
                .filter(embedding -> startsWith(address.getAddress(), embedding.prefix))
                .map(embedding -> ofIpv4(embedding.inside(address.getAddress())))
                .reduce(ORDINARY, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private static AddressKind plain(InetAddress address, byte[] bytes) {
        boolean thisNetwork = bytes.length == 4 && bytes[0] == 0;
        boolean broadcast = bytes.length == 4 && (bytes[0] & 0xf0) == 0xf0;
        if (thisNetwork
                || broadcast
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || METADATA.stream().anyMatch(prefix -> startsWith(bytes, prefix))) {
            return FORBIDDEN;
        }
        return address.isLoopbackAddress() ? LOOPBACK : ORDINARY;
    }

    /// Nothing is sent on to the network `0.0.0.0/8`: there it is rather that another embedding is meant.
    private static AddressKind ofIpv4(byte[] bytes) {
        try {
            return bytes[0] == 0 ? ORDINARY : plain(InetAddress.getByAddress(bytes), bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
