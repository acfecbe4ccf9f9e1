package dev.lockstep.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.KeyProvider.Unwrapped;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every key provider does. Its test implements this and says which keys to use.
public interface KeyProviderContract {
    Duration LIMIT = Duration.ofSeconds(15);

    /// A provider with the credentials for [#ownKey].
    KeyProvider provider();

    /// A key that this provider wraps for and opens.
    MasterKey ownKey();

    /// A key that this provider wraps for and cannot open.
    MasterKey foreignKey();

    /// Something that names no key.
    MasterKey invalidKey();

    @Test
    default void opensWhatItWrapped() {
        for (int length : List.of(32, 33)) {
            try (var dataKey = counting(length)) {
                var wrapped = provider().wrap(dataKey, ownKey(), LIMIT);
                assertThat(openedHex(wrapped)).isEqualTo(hex(dataKey));
            }
        }
    }

    @Test
    default void leavesTheKeyItWrapsAsItIs() {
        try (var dataKey = counting(32)) {
            provider().wrap(dataKey, ownKey(), LIMIT);
            assertThat(hex(dataKey)).startsWith("01020304").endsWith("1f20");
        }
    }

    @Test
    default void givesBackTheVeryMasterKeyWithItsWrapping() {
        try (var dataKey = counting(32)) {
            var wrapped = provider().wrap(dataKey, ownKey(), LIMIT);
            assertThat(wrapped.key()).isEqualTo(ownKey());
            assertThat(wrapped.key().provider()).isEqualTo(provider().id());
        }
    }

    @Test
    default void doesNotShowTheKeyInItsWrapping() {
        try (var dataKey = counting(32)) {
            var enc = provider().wrap(dataKey, ownKey(), LIMIT).enc();
            assertThat(enc).isNotBlank();
            assertThat(HexFormat.of().formatHex(enc.getBytes(StandardCharsets.UTF_8)))
                    .doesNotContain(hex(dataKey).substring(0, 16));
        }
    }

    @Test
    default void wrapsDifferentlyEachTime() {
        try (var dataKey = counting(32)) {
            var once = provider().wrap(dataKey, ownKey(), LIMIT).enc();
            var again = provider().wrap(dataKey, ownKey(), LIMIT).enc();
            assertThat(once).isNotEqualTo(again);
        }
    }

    @Test
    default void handsOutANewKeyEachTimeSoThatEachCanBeWiped() {
        try (var dataKey = counting(32)) {
            var wrapped = provider().wrap(dataKey, ownKey(), LIMIT);
            opened(wrapped).close();
            assertThat(openedHex(wrapped)).isEqualTo(hex(dataKey));
        }
    }

    @Test
    default void canTryItsOwnKey() {
        assertThat(provider().canTry(ownKey())).isTrue();
    }

    @Test
    default void saysWhyAForeignKeyDoesNotOpen() {
        try (var dataKey = counting(32)) {
            var wrapped = provider().wrap(dataKey, foreignKey(), LIMIT);
            assertThat(reason(provider().unwrap(wrapped, LIMIT))).isNotBlank();
        }
    }

    @Test
    default void answersADamagedWrappingWithAReasonThatDoesNotQuoteIt() {
        try (var dataKey = counting(32)) {
            var wrapped = provider().wrap(dataKey, ownKey(), LIMIT);
            for (var damaged : damaged(wrapped.enc())) {
                var answer = provider().unwrap(new WrappedKey(wrapped.key(), damaged, wrapped.createdAt()), LIMIT);
                assertThat(reason(answer)).isNotBlank();
                assertThat(damaged.length() > 20 && reason(answer).contains(damaged))
                        .isFalse();
            }
        }
    }

    @Test
    default void refusesWhatNamesNoKey() {
        try (var dataKey = counting(32)) {
            assertThatThrownBy(() -> provider().wrap(dataKey, invalidKey(), LIMIT))
                    .isInstanceOfSatisfying(
                            LockstepException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Kind.RECIPIENT_INVALID));
        }
    }

    private static List<String> damaged(String enc) {
        var damaged = new ArrayList<>(List.of("", " ", "not a wrapped key", enc.substring(0, enc.length() / 2)));
        damaged.add(enc.substring(enc.length() / 2));
        return damaged;
    }

    private static String reason(Unwrapped answer) {
        return switch (answer) {
            case Unwrapped.Opened(var key) -> {
                key.close();
                throw new AssertionError("was opened");
            }
            case Unwrapped.NotOurs(var reason, _) -> reason;
            case Unwrapped.Unreachable(var reason, _) -> reason;
        };
    }

    private DataKey opened(WrappedKey wrapped) {
        return switch (provider().unwrap(wrapped, LIMIT)) {
            case Unwrapped.Opened(var key) -> key;
            case Unwrapped.NotOurs(var reason, _) -> throw new AssertionError(reason);
            case Unwrapped.Unreachable(var reason, _) -> throw new AssertionError(reason);
        };
    }

    private String openedHex(WrappedKey wrapped) {
        try (var key = opened(wrapped)) {
            return hex(key);
        }
    }

    private static DataKey counting(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return DataKey.owning(bytes);
    }

    private static String hex(DataKey key) {
        return key.lend(HexFormat.of()::formatHex);
    }
}
