package dev.lockstep.problem;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the name that was probably meant.
public final class Nearest {
    private Nearest() {}

    /// The candidate that begins with the word, else the one with the fewest changed letters, if these are at most a
    /// third of the word; null otherwise.
    public static @Nullable String to(String word, List<String> candidates) {
        String nearest = null;
        int least = Math.max(1, word.length() / 3) + 1;
        for (var candidate : candidates) {
            if (word.length() > 4 && candidate.startsWith(word)) {
                return candidate;
            }
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /// Inserted, removed and replaced letters (Levenshtein), row by row.
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
