package dev.lockstep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import dev.lockstep.testkit.FakeKeyProvider;
import dev.lockstep.testkit.FakeKeyProvider.Answer;
import dev.lockstep.testkit.TestHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class DataKeysTest {
    private static final Duration SOON = Duration.ofMillis(50);

    private final FakeKeyProvider age = FakeKeyProvider.local("age");
    private final FakeKeyProvider cloud = FakeKeyProvider.remote("cloud");
    private final FakeKeyProvider other = FakeKeyProvider.remote("other");

    @Test
    void givesBackTheKeyByAnyOneOfItsKeys() {
        age.holding("b");
        var groups = wrap(List.of(List.of(age.key("a"), age.key("b"), age.key("c"))), 0);
        assertThat(unwrapped(groups, 0)).isEqualTo(hex(dataKey()));
        assertThat(age.tries()).containsExactly("a", "b");
    }

    @Test
    void triesALocalKeyOnTheCallingThread() {
        age.holding("a");
        unwrapped(wrap(List.of(List.of(age.key("a"), cloud.key("x"))), 0), 0);
        assertThat(age.lastThread()).isSameAs(Thread.currentThread());
    }

    @Test
    void triesTheOnlyKeyOnTheCallingThreadWhateverItIs() {
        cloud.holding("x");
        unwrapped(wrap(List.of(List.of(cloud.key("x"))), 0), 0);
        assertThat(cloud.lastThread()).isSameAs(Thread.currentThread());
    }

    @Test
    void triesAgeBeforeOthersAndThoseInTheOrderOfTheFile() {
        var groups = wrap(List.of(List.of(other.key("o"), cloud.key("c"), age.key("a"))), 0);
        age.holding("a");
        unwrapped(groups, 0);
        assertThat(age.tries()).containsExactly("a");
        assertThat(other.tries()).isEmpty();
    }

    @Test
    void followsTheGivenOrder() {
        cloud.holding("c");
        age.holding("a");
        var groups = wrap(List.of(List.of(age.key("a"), cloud.key("c"))), 0);
        try (var _ = keys(UnwrapPolicy.DEFAULT.ordered("cloud,age,nothing")).unwrap(groups, 0)) {
            assertThat(cloud.tries()).containsExactly("c");
            assertThat(age.tries()).isEmpty();
        }
    }

    @Test
    void refusesAnOrderThatNamesAServiceTwice() {
        assertProblem(
                () -> UnwrapPolicy.DEFAULT.ordered("age,pgp,age"),
                Kind.DUPLICATE_DECRYPTION_ORDER,
                "Duplicate decryption key type: age");
        assertThat(UnwrapPolicy.DEFAULT.ordered("age, age").order()).containsExactly("age", " age");
        assertThat(UnwrapPolicy.DEFAULT.ordered("")).isSameAs(UnwrapPolicy.DEFAULT);
    }

    @Test
    void startsTheNextKeyWhenOneDoesNotAnswerSoon() {
        cloud.answering("slow", new Answer.Never());
        other.holding("quick");
        var groups = wrap(List.of(List.of(cloud.key("slow"), other.key("quick"), other.key("spare"))), 0);
        assertThat(unwrapped(groups, 0)).isEqualTo(hex(dataKey()));
        assertThat(other.tries()).containsExactly("quick");
    }

    @Test
    void takesTheFirstAnswerEvenIfItsKeyStartedEarlier() {
        cloud.answering("slow", new Answer.Late(SOON.multipliedBy(3)));
        other.answering("slower", new Answer.Never());
        var groups = wrap(List.of(List.of(cloud.key("slow"), other.key("slower"))), 0);
        assertThat(unwrapped(groups, 0)).isEqualTo(hex(dataKey()));
    }

    @Test
    void interruptsWhoeverIsStillRunningInTheEnd() throws InterruptedException {
        cloud.answering("slow", new Answer.Never());
        age.holding("a");
        var groups = wrap(List.of(List.of(cloud.key("slow"), age.key("a"))), 0);
        keys(UnwrapPolicy.DEFAULT.ordered("cloud,age").within(SOON, Duration.ofSeconds(15)))
                .unwrap(groups, 0)
                .close();
        for (int i = 0; i < 100 && cloud.interrupted() == 0; i++) {
            Thread.sleep(20);
        }
        assertThat(cloud.interrupted()).isEqualTo(1);
    }

    @Test
    void givesUpOnAKeyBeyondItsLimit() {
        cloud.answering("slow", new Answer.Never());
        other.answering("slow too", new Answer.Never());
        var groups = wrap(List.of(List.of(cloud.key("slow"), other.key("slow too"))), 0);
        assertProblem(
                () -> unwrapped(groups, 0),
                Kind.NO_KEY_OPENED_FILE,
                "slow: it did not answer within 300 ms",
                "slow too: it did not");
    }

    @Test
    void wipesWhatIsOpenedTooLate() throws InterruptedException {
        cloud.answering("late", new Answer.Late(SOON.multipliedBy(2)));
        other.holding("quick");
        var groups = wrap(List.of(List.of(cloud.key("late"), other.key("quick"))), 0);
        // The fake answers late without noticing that it was interrupted.
        var deaf = KeyProviders.of(TestHost.bare(), List.of(deaf(cloud), other));
        try (var key = new DataKeys(deaf, TestHost.seeded(1), hasty()).unwrap(groups, 0)) {
            for (int i = 0;
                    i < 100
                            && (cloud.opened().isEmpty()
                                    || !isWiped(cloud.opened().getFirst()));
                    i++) {
                Thread.sleep(20);
            }
            assertThat(isWiped(cloud.opened().getFirst())).isTrue();
            assertThat(isWiped(key)).isFalse();
        }
    }

    @Test
    void saysForEachKeyWhyItDidNotDo() {
        var wrapped =
                new ArrayList<>(wrap(List.of(List.of(age.key("a"), cloud.key("c"), other.key("o"), other.key("p"))), 0)
                        .getFirst()
                        .keys());
        wrapped.add(new WrappedKey(MasterKey.of("pgp", "fp", "ABCD"), "x", ""));
        cloud.answering("c", new Answer.OutOfReach("connection refused"));
        other.answering("o", new Answer.Bug("a secret may stand here"));
        assertThatThrownBy(() -> unwrapped(List.of(new KeyGroup(wrapped)), 0))
                .hasMessage("Failed to get the data key required to decrypt the SOPS file: no key opens this file")
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().causes())
                                .containsExactly(
                                        "age a: no such key here",
                                        "pgp ABCD: key service pgp is not part of this build",
                                        "cloud c: connection refused",
                                        "other o: it failed with IllegalStateException",
                                        "other p: no credentials for it on this machine"));
    }

    @Test
    void givesTheReasonOfEachOfManyKeysWithItsWholeName() {
        var names = IntStream.range(0, 500)
                .mapToObj(i -> "x".repeat(2000) + "\n" + i)
                .toList();
        var groups = wrap(List.of(names.stream().map(age::key).toList()), 0);
        assertThatThrownBy(() -> unwrapped(groups, 0))
                .isInstanceOfSatisfying(
                        LockstepException.class,
                        e -> assertThat(e.problem().causes())
                                .containsExactlyElementsOf(names.stream()
                                        .map(name -> "age " + name + ": no such key here")
                                        .toList()));
    }

    @Test
    void refusesAFileWithTooManyKeysUntried() {
        var groups = wrap(
                List.of(IntStream.range(0, 10_000)
                        .mapToObj(i -> age.key("k" + i))
                        .toList()),
                0);
        assertProblem(() -> unwrapped(groups, 0), Kind.NO_KEY_OPENED_FILE, "more than 1000 keys");
        assertThat(age.tries()).isEmpty();
    }

    @Test
    void triesWhatIsThereTwiceOnce() {
        var one = wrap(List.of(List.of(age.key("a"))), 0).getFirst().keys().getFirst();
        assertProblem(
                () -> unwrapped(List.of(new KeyGroup(List.of(one, one, one))), 0), Kind.NO_KEY_OPENED_FILE, "a: ");
        assertThat(age.tries()).containsExactly("a");
    }

    @Test
    void refusesAFileWithoutKeys() {
        assertProblem(() -> unwrapped(List.of(), 0), Kind.NO_KEY_OPENED_FILE, "the file names no key");
        assertProblem(() -> unwrapped(List.of(new KeyGroup(List.of())), 0), Kind.NO_KEY_OPENED_FILE, "names no key");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 4096})
    void refusesADataKeyOfAnotherLength(int length) {
        age.answering("a", new Answer.Bytes(length));
        var groups = wrap(List.of(List.of(age.key("a"))), 0);
        assertProblem(
                () -> unwrapped(groups, 0), Kind.NO_KEY_OPENED_FILE, "a: it gave " + length + " bytes instead of 32");
        assertThat(age.opened()).allMatch(DataKeysTest::isWiped);
    }

    @Test
    void goesOnAfterAKeyThatGaveTheWrongLength() {
        age.answering("a", new Answer.Bytes(16)).holding("b");
        var groups = wrap(List.of(List.of(age.key("a"), age.key("b"))), 0);
        assertThat(unwrapped(groups, 0)).isEqualTo(hex(dataKey()));
    }

    @Test
    void opensWithAsManyGroupsAsTheThresholdSaysAndNoMore() {
        age.holding("a", "b", "c");
        var groups = wrap(List.of(List.of(age.key("a")), List.of(age.key("b")), List.of(age.key("c"))), 2);
        assertThat(unwrapped(groups, 2)).isEqualTo(hex(dataKey()));
        assertThat(age.tries()).containsExactly("a", "b");
        assertThat(age.opened()).allMatch(DataKeysTest::isWiped);
    }

    @Test
    void needsAllGroupsWithoutAThreshold() {
        age.holding("a", "b");
        var keys = List.of(List.of(age.key("a")), List.of(age.key("b")), List.of(age.key("c")));
        var groups = wrap(keys, 0);
        assertProblem(
                () -> unwrapped(groups, DataKeys.storedThreshold(3, 0)), Kind.NO_KEY_OPENED_FILE, "group 2: age c: ");
        age.holding("c");
        assertThat(unwrapped(groups, 0)).isEqualTo(hex(dataKey()));
    }

    @Test
    void refusesTooFewGroups() {
        age.holding("b");
        var groups = wrap(List.of(List.of(age.key("a")), List.of(age.key("b")), List.of(age.key("c"))), 2);
        assertProblem(
                () -> unwrapped(groups, 2),
                Kind.NO_KEY_OPENED_FILE,
                "(it needs 2 of 3 key groups, 1 was opened)",
                "group 0: age a: ",
                "group 2: age c: ");
        assertThat(age.opened()).allMatch(DataKeysTest::isWiped);
    }

    @Test
    void refusesTwoEqualSharesAndSharesOfOtherLengths() {
        age.holding("a", "b");
        var groups = wrap(List.of(List.of(age.key("a")), List.of(age.key("b"))), 2);
        assertProblem(
                () -> unwrapped(List.of(groups.get(0), groups.get(0)), 2),
                Kind.NO_KEY_OPENED_FILE,
                "group 1: age a: it gave the same share as another group");
        age.answering("b", new Answer.Bytes(32));
        assertProblem(() -> unwrapped(groups, 2), Kind.NO_KEY_OPENED_FILE, "b: it gave 32 bytes instead of 33");
        age.answering("b", new Answer.Bytes(33));
        assertProblem(() -> unwrapped(groups, 2), Kind.NO_KEY_OPENED_FILE, "b: it gave a share with number 0");
    }

    @Test
    void refusesAThresholdAboveTheGroupsOfTheFile() {
        age.holding("a", "b");
        var groups = wrap(List.of(List.of(age.key("a")), List.of(age.key("b"))), 2);
        assertProblem(() -> unwrapped(groups, 3), Kind.NO_KEY_OPENED_FILE, "needs more key groups than it has");
    }

    @Test
    void opensASingleGroupWhateverTheThreshold() {
        age.holding("a");
        var groups = wrap(List.of(List.of(age.key("a"))), 5);
        assertThat(unwrapped(groups, 5)).isEqualTo(hex(dataKey()));
    }

    @Test
    void refusesGroupsThatCannotWork() {
        var one = List.of(age.key("a"));
        assertProblem(() -> wrap(List.of(), 0), Kind.CONFIG_INVALID, "no key groups provided");
        assertProblem(
                () -> wrap(List.of(List.of()), 0),
                Kind.CONFIG_INVALID,
                "Could not generate data key: [empty key group provided]");
        assertProblem(() -> wrap(List.of(one, List.of()), 0), Kind.CONFIG_INVALID, "empty key group provided");
        assertProblem(() -> wrap(List.of(one, one), 1), Kind.CONFIG_INVALID, "threshold must be at least 2");
        assertProblem(() -> wrap(List.of(one, one), 3), Kind.CONFIG_INVALID, "parts cannot be less than threshold");
        assertProblem(() -> wrap(List.of(one, one), -1), Kind.CONFIG_INVALID, "threshold must be at least 2");
        assertProblem(() -> wrap(List.of(one), -1), Kind.CONFIG_INVALID, "threshold must be at least 2");
        var many = IntStream.range(0, 256).mapToObj(_ -> one).toList();
        assertProblem(() -> wrap(many, 2), Kind.CONFIG_INVALID, "parts cannot exceed 255");
        assertProblem(() -> wrap(many, 256), Kind.CONFIG_INVALID, "parts cannot exceed 255");
    }

    @Test
    void saysForWhichKeysItCouldNotWrap() {
        cloud.answering("down", new Answer.OutOfReach("connection refused"));
        assertProblem(
                () -> wrap(List.of(List.of(age.key("a"), cloud.key("down"))), 0),
                Kind.KEY_NOT_WRAPPED,
                "down: connection refused");
        assertProblem(
                () -> wrap(List.of(List.of(age.key("bad:name"))), 0),
                Kind.RECIPIENT_INVALID,
                "bad:name: no key has such a name");
        assertProblem(
                () -> wrap(List.of(List.of(age.key("bad:name"), cloud.key("down"))), 0),
                Kind.KEY_NOT_WRAPPED,
                "2 keys cannot be encrypted for",
                "bad:name: no key has such a name",
                "down: connection refused");
        assertProblem(
                () -> wrap(List.of(List.of(MasterKey.of("pgp", "fp", "ABCD"))), 0),
                Kind.RECIPIENT_INVALID,
                "key service pgp is not part of this build");
    }

    private DataKeys keys(UnwrapPolicy policy) {
        return new DataKeys(KeyProviders.of(TestHost.bare(), List.of(age, cloud, other)), TestHost.seeded(1), policy);
    }

    private static UnwrapPolicy hasty() {
        return UnwrapPolicy.DEFAULT.within(SOON, Duration.ofMillis(300));
    }

    private List<KeyGroup> wrap(List<List<MasterKey>> groups, int threshold) {
        try (var key = dataKey()) {
            return keys(hasty()).wrap(key, groups, threshold);
        }
    }

    private String unwrapped(List<KeyGroup> groups, int threshold) {
        try (var key = keys(hasty()).unwrap(groups, threshold)) {
            return hex(key);
        }
    }

    /// Answers on a thread that nobody interrupts.
    private static KeyProvider.Module deaf(FakeKeyProvider provider) {
        return new KeyProvider.Module() {
            @Override
            public String id() {
                return provider.id();
            }

            @Override
            public KeyProvider open(ProviderEnvironment environment) {
                return new KeyProvider() {
                    @Override
                    public String id() {
                        return provider.id();
                    }

                    @Override
                    public boolean canTry(MasterKey key) {
                        return true;
                    }

                    @Override
                    public WrappedKey wrap(DataKey dataKey, MasterKey key, Duration limit) {
                        return provider.wrap(dataKey, key, limit);
                    }

                    @Override
                    public Unwrapped unwrap(WrappedKey wrapped, Duration limit) {
                        var answer = new ArrayList<Unwrapped>();
                        var thread = Thread.ofPlatform().start(() -> answer.add(provider.unwrap(wrapped, limit)));
                        while (thread.isAlive()) {
                            try {
                                thread.join();
                            } catch (InterruptedException e) {
                                continue;
                            }
                        }
                        return answer.getFirst();
                    }
                };
            }
        };
    }

    private static void assertProblem(ThrowingCallable call, Kind kind, String... parts) {
        assertThatThrownBy(call).isInstanceOfSatisfying(LockstepException.class, e -> {
            assertThat(e.problem().kind()).isEqualTo(kind);
            assertThat(e.getMessage() + "\n" + String.join("\n", e.problem().causes()))
                    .contains(parts);
        });
    }

    private static DataKey dataKey() {
        var bytes = new byte[DataKey.LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return DataKey.owning(bytes);
    }

    private static boolean isWiped(DataKey key) {
        return key.lend(bytes -> {
            for (byte b : bytes) {
                if (b != 0) {
                    return false;
                }
            }
            return true;
        });
    }

    private static String hex(DataKey key) {
        return key.lend(HexFormat.of()::formatHex);
    }
}
