package dev.lockstep.keys.age;

import java.util.List;

/// One recipient stanza of a header, or one message of the plugin protocol: a type, arguments and a body.
/// Neither type nor arguments may be empty or hold anything but visible ASCII.
final class Stanza {
    /// A body is wrapped at this many columns, which hold [#BYTES_PER_LINE] bytes.
    static final int COLUMNS = 64;
    static final int BYTES_PER_LINE = 48;

    private final String type;
    private final List<String> arguments;
    private final byte[] body;

    private Stanza(String type, List<String> arguments, byte[] body) {
        this.type = type;
        this.arguments = arguments;
        this.body = body;
    }

    /// @param body owned by the stanza from here on
    static Stanza owning(String type, List<String> arguments, byte[] body) {
        if (!isArgument(type)) {
            throw new AgeException(AgeException.Kind.HEADER, "a stanza has an invalid type");
        }
        for (var argument : arguments) {
            if (!isArgument(argument)) {
                throw new AgeException(AgeException.Kind.HEADER, "a stanza has an invalid argument");
            }
        }
        return new Stanza(type, List.copyOf(arguments), body);
    }

    String type() {
        return type;
    }

    List<String> arguments() {
        return arguments;
    }

    /// The body itself, not a copy; it is public text in a header, and may be a secret in the plugin protocol.
    byte[] body() {
        return body;
    }

    boolean is(String wanted) {
        return type.equals(wanted);
    }

    /// The binary argument at `index`.
    /// @throws AgeException `HEADER` if it is not canonical base64
    byte[] decodedArgument(int index) {
        var bytes = StrictBase64.decode(arguments.get(index));
        if (bytes == null) {
            throw new AgeException(
                    AgeException.Kind.HEADER, "an argument of a " + type + " stanza is not canonical base64");
        }
        return bytes;
    }

    /// @throws AgeException `HEADER` unless there are exactly `count` arguments
    void requireArguments(int count) {
        if (arguments.size() != count) {
            throw new AgeException(AgeException.Kind.HEADER, "a " + type + " stanza has a wrong number of arguments");
        }
    }

    /// Appends the canonical text, including the last line end.
    void appendTo(StringBuilder text) {
        text.append("-> ").append(type);
        for (var argument : arguments) {
            text.append(' ').append(argument);
        }
        text.append('\n');
        for (int from = 0; from < body.length; from += BYTES_PER_LINE) {
            text.append(StrictBase64.encode(body, from, Math.min(from + BYTES_PER_LINE, body.length), false));
            if (body.length - from >= BYTES_PER_LINE) {
                text.append('\n');
            }
        }
        text.append('\n');
    }

    static boolean isArgument(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 33 || text.charAt(i) > 126) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
