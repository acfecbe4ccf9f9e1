package dev.lockstep.sync.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Says which servers are asked without a proxy, by the list in `NO_PROXY` as programs in Go read it: `*`, addresses,
/// CIDR ranges, `name` for a name and those below it, `.name` and `*.name` for those below alone; all but ranges may
/// end in a port. `localhost` and loopback addresses never go through a proxy.
final class NoProxy {
    private final List<Entry> entries = new ArrayList<>();
    private boolean all;

    private sealed interface Entry {
        /// @param port empty for any
        record Address(InetAddress address, String port) implements Entry {}

        record Range(InetAddress first, int bits) implements Entry {}

        /// @param suffix with a dot ahead
        /// @param itself whether the name without that dot counts, too
        record Names(String suffix, boolean itself, String port) implements Entry {}
    }

    NoProxy(String list) {
        for (var word : list.split(",")) {
            var entry = word.strip().toLowerCase(Locale.ROOT);
            if (entry.equals("*")) {
                all = true;
            } else if (!entry.isEmpty()) {
                read(entry);
            }
        }
    }

    private void read(String entry) {
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            readRange(entry.substring(0, slash), entry.substring(slash + 1));
            return;
        }
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        var host = hasPort ? entry.substring(0, colon) : entry;
        var port = hasPort ? entry.substring(colon + 1) : "";
        var address = literal(host);
        if (address != null) {
            entries.add(new Entry.Address(address, port));
        } else if (!host.isEmpty()) {
            var name = host.startsWith("*.") ? host.substring(1) : host;
            boolean below = name.startsWith(".");
            entries.add(new Entry.Names(below ? name : "." + name, !below, port));
        }
    }

    /// A range that is none is passed over, as in Go.
    private void readRange(String first, String length) {
        var address = literal(first);
        if (address != null
                && length.matches("[0-9]{1,3}")
                && Integer.parseInt(length) <= address.getAddress().length * 8) {
            entries.add(new Entry.Range(address, Integer.parseInt(length)));
        }
    }

    /// @param host as it stands in a URL
    boolean covers(String host, int port) {
        var name = host.toLowerCase(Locale.ROOT);
        var address = literal(name);
        return all
                || name.equals("localhost")
                || address != null && address.isLoopbackAddress()
                || entries.stream().anyMatch(entry -> covers(entry, name, address, Integer.toString(port)));
    }

    private static boolean covers(Entry entry, String name, @Nullable InetAddress address, String port) {
        return switch (entry) {
            case Entry.Address(var wanted, var only) -> wanted.equals(address) && (only.isEmpty() || only.equals(port));
            case Entry.Range(var first, var bits) ->
                address != null && startsWith(address.getAddress(), first.getAddress(), bits);
            case Entry.Names(var suffix, var itself, var only) ->
                address == null
                        && (name.endsWith(suffix) || itself && name.equals(suffix.substring(1)))
                        && (only.isEmpty() || only.equals(port));
        };
    }

    private static boolean startsWith(byte[] address, byte[] first, int bits) {
        boolean same = address.length == first.length;
        for (int bit = 0; same && bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            same = (address[bit / 8] & mask) == (first[bit / 8] & mask);
        }
        return same;
    }

    private static @Nullable InetAddress literal(String host) {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return InetAddress.ofLiteral(bare);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
