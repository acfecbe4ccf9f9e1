package dev.lockstep.sync.operator;

import java.util.Locale;

/// Writes metrics in Prometheus' text format, under exactly the names that it is given: the library appends `_total` to
/// every counter, and ESO has two without it. A line costs no object that stays, so that there may be one for each
/// resource.
final class Exposition {
    private final StringBuilder text = new StringBuilder(4_096);
    private String name = "";

    /// Writes families of metrics.
    interface Source {
        void write(Exposition page);
    }

    /// Begins a family; its lines follow.
    ///
    /// @param type `gauge` or `counter`
    Exposition family(String name, String type, String help) {
        this.name = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /// A line of the family that was begun.
    ///
    /// @param labels names and values, by turns
    Exposition line(double value, String... labels) {
        text.append(name);
        char separator = '{';
        for (int i = 0; i < labels.length; i += 2) {
            text.append(separator).append(labels[i]).append("=\"");
            appendEscaped(labels[i + 1]);
            text.append('"');
            separator = ',';
        }
        if (labels.length > 0) {
            text.append('}');
        }
        text.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            text.append((long) value);
        } else {
            text.append(String.format(Locale.ROOT, "%.6g", value));
        }
        text.append('\n');
        return this;
    }

    private void appendEscaped(String value) {
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(value.charAt(i));
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
