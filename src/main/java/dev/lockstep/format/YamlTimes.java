package dev.lockstep.format;

import org.jspecify.annotations.Nullable;

/// Timestamps of YAML as Go's `time.Parse` reads them with the four layouts of go-yaml 3.0.4, written as RFC 3339.
///
/// | form | zone |
/// |---|---|
/// | `Y-M-D` | UTC |
/// | `Y-M-D h:m:s[.frac]`, any number of spaces | UTC |
/// | `Y-M-DTh:m:s[.frac]Z`, `…±hh:mm`, also with `t` | kept |
///
/// Year of four digits, all others of one or two; a comma may stand for the point; beyond nine digits the fraction is
/// cut.
final class YamlTimes {
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private final String text;
    private int at;
    private boolean failed;

    private YamlTimes(String text) {
        this.text = text;
    }

    /// The canonical text of a timestamp, or null if it is none.
    static @Nullable String canonical(String text) {
        if (text.length() < 8 || text.charAt(4) != '-') {
            return null;
        }
        return new YamlTimes(text).read();
    }

    private @Nullable String read() {
        int year = 0;
        for (; at < 4; at++) {
            int digit = digit(at);
            if (digit < 0) {
                return null;
            }
            year = year * 10 + digit;
        }
        expect('-');
        int month = number(1, 12);
        expect('-');
        int day = number(1, 31);
        if (failed || day > (month == 2 && isLeap(year) ? 29 : DAYS[month - 1])) {
            return null;
        }
        var out = new StringBuilder(35);
        padded(out, year, 4).append('-');
        padded(out, month, 2).append('-');
        padded(out, day, 2).append('T');
        if (at == text.length()) {
            return out.append("00:00:00Z").toString();
        }
        char separator = text.charAt(at);
        if (separator != 'T' && separator != 't' && separator != ' ') {
            return null;
        }
        at++;
        while (separator == ' ' && at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        clock(out);
        if (separator == ' ') {
            out.append('Z');
        } else {
            zone(out);
        }
        return failed || at != text.length() ? null : out.toString();
    }

    private void clock(StringBuilder out) {
        padded(out, number(0, 23), 2).append(':');
        expect(':');
        padded(out, number(0, 59), 2).append(':');
        expect(':');
        padded(out, number(0, 59), 2);
        if (at + 1 < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',') && digit(at + 1) >= 0) {
            int from = ++at;
            while (digit(at) >= 0) {
                at++;
            }
            int end = Math.min(at, from + 9);
            while (end > from && text.charAt(end - 1) == '0') {
                end--;
            }
            if (end > from) {
                out.append('.').append(text, from, end);
            }
        }
    }

    private void zone(StringBuilder out) {
        if (at < text.length() && text.charAt(at) == 'Z') {
            at++;
            out.append('Z');
            return;
        }
        if (text.length() - at != 6 || text.charAt(at + 3) != ':') {
            failed = true;
            return;
        }
        char sign = text.charAt(at);
        int hours = digit(at + 1) * 10 + digit(at + 2);
        int minutes = digit(at + 4) * 10 + digit(at + 5);
        boolean digits = digit(at + 1) >= 0 && digit(at + 2) >= 0 && digit(at + 4) >= 0 && digit(at + 5) >= 0;
        if (sign != '+' && sign != '-' || !digits || hours > 24 || minutes > 60) {
            failed = true;
            return;
        }
        at += 6;
        int offset = hours * 60 + minutes;
        if (offset == 0) {
            out.append('Z');
        } else {
            padded(out.append(sign), offset / 60, 2).append(':');
            padded(out, offset % 60, 2);
        }
    }

    private void expect(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
        } else {
            failed = true;
        }
    }

    private int number(int least, int most) {
        int number = digit(at);
        if (number < 0) {
            failed = true;
            return least;
        }
        at++;
        if (digit(at) >= 0) {
            number = number * 10 + digit(at++);
        }
        if (number < least || number > most) {
            failed = true;
            return least;
        }
        return number;
    }

    private int digit(int index) {
        char c = index < text.length() ? text.charAt(index) : ' ';
        return c >= '0' && c <= '9' ? c - '0' : -1;
    }

    private static StringBuilder padded(StringBuilder out, int number, int width) {
        String digits = Integer.toString(number);
        return out.repeat('0', width - digits.length()).append(digits);
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
