package dev.lockstep.sync.engine;

/// Validates names of keys of a Secret, as the API server does.
public final class SecretKeyName {
    private static final int LONGEST = 253;

    private SecretKeyName() {}

    public static boolean isValid(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST
                && !key.equals(".")
                && !key.startsWith("..")
                && key.codePoints().allMatch(SecretKeyName::isAllowed);
    }

    /// The name with each character that a key cannot have replaced. Of one that is too long for a key no more than
    /// shows that it is.
    static String of(String name, Conversion conversion) {
        var key = new StringBuilder();
        name.codePoints().limit(LONGEST + 1L).forEach(point -> {
            if (isAllowed(point)) {
                key.appendCodePoint(point);
            } else {
                key.append(
                        switch (conversion) {
                            case DEFAULT -> "_";
                            case UNICODE -> "_U%04x_".formatted(point);
                        });
            }
        });
        return key.toString();
    }

    private static boolean isAllowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }
}
