package dev.lockstep.secret;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Points in time as text: RFC 3339 read as Go's `time.Time` reads it, and laid out as Go prints it again. The offset
/// is kept.
public final class Rfc3339 {
    private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Rfc3339() {}

    /// With up to nine fractional digits, trailing zeros trimmed, `Z` for offset zero: what sops encrypts and hashes.
    ///
    /// @return null if the text is no RFC 3339 time
    public static byte @Nullable [] nanoseconds(byte[] text) {
        return laidOut(text, 9);
    }

    /// Without a fraction: what sops writes into its metadata.
    ///
    /// @return null if the text is no RFC 3339 time
    public static byte @Nullable [] seconds(byte[] text) {
        return laidOut(text, 0);
    }

    private static byte @Nullable [] laidOut(byte[] text, int fractionDigits) {
        int second = SHAPE.length();
        if (text.length <= second || !hasShape(text) || !isOnTheCalendar(text)) {
            return null;
        }
        int zone = second;
        if (text[second] == '.') {
            zone++;
            while (zone < text.length && isDigit(text[zone])) {
                zone++;
            }
            if (zone == second + 1) {
                return null;
            }
        }
        if (!isZone(text, zone)) {
            return null;
        }
        int fractionEnd = Math.min(zone, second + 1 + fractionDigits);
        while (fractionEnd > second && (fractionEnd == second + 1 || text[fractionEnd - 1] == '0')) {
            fractionEnd--;
        }
        boolean utc = text[zone] == 'Z' || (number(text, zone + 1) == 0 && number(text, zone + 4) == 0);
        byte[] out = Arrays.copyOf(text, fractionEnd + (utc ? 1 : 6));
        if (utc) {
            out[fractionEnd] = 'Z';
        } else {
            System.arraycopy(text, zone, out, fractionEnd, 6);
        }
        return out;
    }

    private static boolean hasShape(byte[] text) {
        for (int i = 0; i < SHAPE.length(); i++) {
            char wanted = SHAPE.charAt(i);
            if (wanted == 'd' ? !isDigit(text[i]) : text[i] != wanted) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOnTheCalendar(byte[] text) {
        int year = number(text, 0) * 100 + number(text, 2);
        int month = number(text, 5);
        int day = number(text, 8);
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = month == 2 && leap ? 29 : DAYS[month - 1];
        return day <= days && number(text, 11) < 24 && number(text, 14) < 60 && number(text, 17) < 60;
    }

    private static boolean isZone(byte[] text, int at) {
        if (text.length == at + 1) {
            return text[at] == 'Z';
        }
        return text.length == at + 6
                && (text[at] == '+' || text[at] == '-')
                && isDigit(text[at + 1])
                && isDigit(text[at + 2])
                && text[at + 3] == ':'
                && isDigit(text[at + 4])
                && isDigit(text[at + 5])
                && number(text, at + 1) < 24
                && number(text, at + 4) < 60;
    }

    private static int number(byte[] text, int at) {
        return (text[at] - '0') * 10 + text[at + 1] - '0';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
