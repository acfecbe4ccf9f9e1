package dev.lockstep.crypto;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.secret.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Splits a data key into shares of which some suffice (Shamir 1979), byte by byte over GF(2^8) modulo x^8+x^4+x^3+x+1.
///
/// A share is the values of the polynomials at its x, then x itself in one byte, counting from 1: the layout of sops
/// 3.13. Constant time in all secret bytes: products and inverses are computed without tables and branches.
public final class Shamir {
    private static final int MOST_SHARES = 255;

    private Shamir() {}

    /// Splits `secret`; the caller closes the shares.
    ///
    /// @param threshold shares needed, at least 2 and at most `count`
    /// @throws LockstepException `CONFIG_INVALID` for a count or threshold out of range
    public static List<DataKey> split(DataKey secret, int count, int threshold, Randomness random) {
        if (threshold < 2) {
            throw invalid("threshold must be at least 2", "set shamir_threshold to 2 or more");
        }
        if (count < threshold) {
            throw invalid("parts cannot be less than threshold", "lower shamir_threshold or add key groups");
        }
        if (count > MOST_SHARES) {
            throw invalid("parts cannot exceed 255", "use fewer key groups");
        }
        int length = secret.length();
        var shares = new byte[count][length + 1];
        var coefficients = new byte[length * (threshold - 1)];
        random.fill(coefficients);
        for (int i = 0; i < count; i++) {
            byte[] share = shares[i];
            int x = i + 1;
            share[length] = (byte) x;
            secret.lend(bytes -> {
                for (int b = 0; b < length; b++) {
                    int y = 0;
                    for (int degree = threshold - 1; degree > 0; degree--) {
                        y = multiply(y ^ coefficients[b * (threshold - 1) + degree - 1] & 0xff, x);
                    }
                    share[b] = (byte) (y ^ bytes[b]);
                }
                return share;
            });
        }
        Arrays.fill(coefficients, (byte) 0);
        var keys = new ArrayList<DataKey>(count);
        for (byte[] share : shares) {
            keys.add(DataKey.owning(share));
        }
        return keys;
    }

    /// The secret that the shares lead to: a wrong one if they are fewer than the threshold, which nothing here can
    /// tell. The caller closes it and the shares.
    ///
    /// @throws LockstepException `NO_KEY_OPENED_FILE` for fewer than two shares, unequal lengths, a share doubled or
    /// numbered 0
    public static DataKey combine(List<DataKey> shares) {
        if (shares.size() < 2) {
            throw unusable("less than two parts cannot be used to reconstruct the secret");
        }
        int length = shares.getFirst().length();
        var xs = new int[shares.size()];
        var seen = new boolean[MOST_SHARES + 1];
        for (int i = 0; i < xs.length; i++) {
            if (shares.get(i).length() != length || length < 2) {
                throw unusable("the shares of the data key differ in length");
            }
            int x = shares.get(i).lend(bytes -> bytes[length - 1] & 0xff);
            if (x == 0 || seen[x]) {
                throw unusable(
                        x == 0 ? "a share of the data key has number 0" : "a share of the data key occurs twice");
            }
            seen[x] = true;
            xs[i] = x;
        }
        var secret = new byte[length - 1];
        for (int i = 0; i < xs.length; i++) {
            int weight = weightAtZero(xs, i);
            shares.get(i).lend(bytes -> {
                for (int b = 0; b < secret.length; b++) {
                    secret[b] ^= (byte) multiply(bytes[b] & 0xff, weight);
                }
                return secret;
            });
        }
        return DataKey.owning(secret);
    }

    /// The Lagrange basis polynomial of share `i` at 0; subtraction is XOR here.
    private static int weightAtZero(int[] xs, int i) {
        int weight = 1;
        for (int j = 0; j < xs.length; j++) {
            if (j != i) {
                weight = multiply(weight, multiply(xs[j], inverse(xs[j] ^ xs[i])));
            }
        }
        return weight;
    }

    static int multiply(int a, int b) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            product ^= a & -(b >> bit & 1);
            a = a << 1 ^ 0x11b & -(a >> 7 & 1);
        }
        return product;
    }

    /// By Fermat, a^254.
    static int inverse(int a) {
        int power = a;
        for (int i = 0; i < 6; i++) {
            power = multiply(multiply(power, power), a); // exponents 3, 7, 15, 31, 63, 127
        }
        return multiply(power, power);
    }

    private static LockstepException invalid(String what, String next) {
        return new LockstepException(Kind.CONFIG_INVALID, what, "", next);
    }

    private static LockstepException unusable(String what) {
        return new LockstepException(Kind.NO_KEY_OPENED_FILE, what, "", "restore the sops block of the file");
    }
}
