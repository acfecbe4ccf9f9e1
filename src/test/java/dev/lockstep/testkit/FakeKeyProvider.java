package dev.lockstep.testkit;

import dev.lockstep.keys.KeyProvider;
import dev.lockstep.keys.MasterKey;
import dev.lockstep.keys.ProviderEnvironment;
import dev.lockstep.keys.WrappedKey;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.DataKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A key service in memory. Keys have names (`recipient`); whoever holds a name opens what was wrapped for it. What a
/// test wants to go wrong, it says: a service out of reach, a slow answer, an answer of any length.
///
/// Wrapped form: `NAME:NONCE:BYTES`, where the bytes are masked by a stream that name and nonce determine. No cipher,
/// only enough to notice a wrong name, a changed text, and that the plain bytes do not show.
public final class FakeKeyProvider implements KeyProvider, KeyProvider.Module {
    /// How a key answers.
    public sealed interface Answer {
        /// As it should.
        record Normal() implements Answer {}

        /// As it should, but later.
        record Late(Duration delay) implements Answer {}

        /// Not before it is interrupted.
        record Never() implements Answer {}

        /// That the service is out of reach.
        record OutOfReach(String reason) implements Answer {}

        /// With these bytes, whatever was wrapped.
        record Bytes(int length) implements Answer {}

        /// By an exception that no provider should throw.
        record Bug(String message) implements Answer {}
    }

    private final String id;
    private final boolean local;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> tries = Collections.synchronizedList(new ArrayList<>());
    private final List<DataKey> opened = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger interrupted = new AtomicInteger();
    private final Random random = new Random(1);
    private volatile Thread lastThread = Thread.currentThread();

    private FakeKeyProvider(String id, boolean local) {
        this.id = id;
        this.local = local;
    }

    /// A service that answers by computation alone, as age does.
    public static FakeKeyProvider local(String id) {
        return new FakeKeyProvider(id, true);
    }

    /// A service that is asked over a network.
    public static FakeKeyProvider remote(String id) {
        return new FakeKeyProvider(id, false);
    }

    /// The key of this name.
    public MasterKey key(String name) {
        return MasterKey.of(id, "recipient", name);
    }

    /// Lets this machine open what is wrapped for these names.
    public FakeKeyProvider holding(String... names) {
        held.addAll(List.of(names));
        return this;
    }

    /// Says how a key answers from now on.
    public FakeKeyProvider answering(String name, Answer answer) {
        held.add(name);
        answers.put(name, answer);
        return this;
    }

    /// The names that were tried, in order.
    public List<String> tries() {
        return List.copyOf(tries);
    }

    /// All keys that were handed out; a wiped one is all zero.
    public List<DataKey> opened() {
        return List.copyOf(opened);
    }

    /// How many tries were interrupted.
    public int interrupted() {
        return interrupted.get();
    }

    /// The thread of the last try.
    public Thread lastThread() {
        return lastThread;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public KeyProvider open(ProviderEnvironment environment) {
        return this;
    }

    @Override
    public boolean canTry(MasterKey key) {
        return held.contains(key.field("recipient"));
    }

    @Override
    public boolean isLocal(MasterKey key) {
        return local;
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, MasterKey key, Duration limit) {
        var name = key.field("recipient");
        if (name.isEmpty() || name.contains(":")) {
            throw new LockstepException(Kind.RECIPIENT_INVALID, "no key has such a name", "", "name a key");
        }
        if (answers.get(name) instanceof Answer.OutOfReach(var reason)) {
            throw new LockstepException(Kind.KEY_NOT_WRAPPED, reason, "", "try again later");
        }
        long nonce = random.nextLong() & Long.MAX_VALUE;
        var masked = dataKey.lend(bytes -> masked(bytes, name, nonce));
        return new WrappedKey(
                key, name + ":" + nonce + ":" + Base64.getEncoder().encodeToString(masked), "2026-01-02T03:04:05Z");
    }

    @Override
    public Unwrapped unwrap(WrappedKey wrapped, Duration limit) {
        var name = wrapped.key().field("recipient");
        tries.add(name);
        lastThread = Thread.currentThread();
        if (!held.contains(name)) {
            return new Unwrapped.NotOurs("no such key here");
        }
        return switch (answers.getOrDefault(name, new Answer.Normal())) {
            case Answer.Normal() -> opened(wrapped, name);
            case Answer.Late(var delay) -> sleep(delay) ? opened(wrapped, name) : gaveUp();
            case Answer.Never() -> sleep(Duration.ofDays(1)) ? opened(wrapped, name) : gaveUp();
            case Answer.OutOfReach(var reason) -> new Unwrapped.Unreachable(reason);
            case Answer.Bytes(var length) -> hand(new byte[length]);
            case Answer.Bug(var message) -> throw new IllegalStateException(message);
        };
    }

    private Unwrapped opened(WrappedKey wrapped, String name) {
        var parts = wrapped.enc().split(":", -1);
        if (parts.length != 3 || !parts[0].equals(name)) {
            return new Unwrapped.NotOurs("it was wrapped for another key");
        }
        try {
            return hand(masked(Base64.getDecoder().decode(parts[2]), name, Long.parseLong(parts[1])));
        } catch (IllegalArgumentException e) {
            return new Unwrapped.NotOurs("the wrapped key is damaged");
        }
    }

    private Unwrapped hand(byte[] bytes) {
        var key = DataKey.owning(bytes);
        opened.add(key);
        return new Unwrapped.Opened(key);
    }

    private boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            return false;
        }
    }

    private static Unwrapped gaveUp() {
        return new Unwrapped.Unreachable("interrupted");
    }

    private static byte[] masked(byte[] bytes, String name, long nonce) {
        var stream = new byte[bytes.length];
        new Random(name.hashCode() * 31L + nonce).nextBytes(stream);
        for (int i = 0; i < stream.length; i++) {
            stream[i] ^= bytes[i];
        }
        return stream;
    }
}
