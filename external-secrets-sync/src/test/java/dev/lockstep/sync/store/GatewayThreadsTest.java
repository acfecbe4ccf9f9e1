package dev.lockstep.sync.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.secret.Plaintext;
import dev.lockstep.secret.Plaintext.Type;
import dev.lockstep.sync.engine.Conversion;
import dev.lockstep.sync.engine.Decoding;
import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.FetchPlan;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.SecretValue;
import dev.lockstep.sync.engine.StoreRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The gateway with real threads: what a store may do to it, and how it ends.
@Timeout(30)
class GatewayThreadsTest {
    private static final String CANARY = "canary-7f3a";
    private static final RemoteRef DB = RemoteRef.newest("db");

    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final byte[] bytes = "v".getBytes(UTF_8);

    private StoreGateway gateway(Duration deadline, Function<RemoteRef, Fetched> store) {
        return opening(deadline, () -> {
            opened.incrementAndGet();
            return new SecretStore() {
                @Override
                public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
                    asked.countDown();
                    Map<RemoteRef, Fetched> answers = new LinkedHashMap<>();
                    references.forEach(reference -> answers.put(reference, store.apply(reference)));
                    return answers;
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        });
    }

    private static StoreGateway opening(Duration deadline, Supplier<SecretStore> opening) {
        return new StoreGateway(
                (_, _) -> new StoreCatalog.Resolved.Usable("vault", opening),
                InstantSource.system(),
                new GatewayLimits(1000, 1000, 16, deadline, Duration.ZERO, 1 << 20),
                GatewayListener.NONE,
                GatewayObserver.NONE);
    }

    private static Fetched found(byte[] bytes) {
        return new Fetched.Found(new SecretValue.Whole(Plaintext.owning(Type.STRING, bytes)), "1", Instant.now());
    }

    private static String get(StoreGateway gateway, RemoteRef reference) {
        return get(gateway, "a", reference);
    }

    private static String get(StoreGateway gateway, String consumer, RemoteRef reference) {
        var needs = new LinkedHashMap<StoreRef, List<RemoteRef>>();
        var store = GatewayWorld.store("vault");
        needs.put(store, List.of(reference));
        var entry = new Entry.Extract("data", store, reference, "", Conversion.DEFAULT, Decoding.NONE, false);
        var due = new Due.Now(Due.Why.SPEC_CHANGED, Instant.now());
        try (var answers = gateway.fetch(GatewayWorld.subject(consumer), new FetchPlan(needs), due)) {
            return switch (answers.to(entry)) {
                case Fetched.Found(SecretValue.Whole(var value), _, _) -> new String(value.lent(), UTF_8);
                case Fetched.Failed(var error, _) -> error.cause() + " " + error.line();
                case Fetched answer -> answer.toString();
            };
        }
    }

    private static Fetched stuck() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Fetched.Absent(Instant.now());
    }

    @Test
    void whateverAStoreThrowsIsAFaultThatQuotesNothing() {
        var throwing = new ArrayList<Throwable>(List.of(
                new IllegalStateException(CANARY),
                new StackOverflowError(CANARY),
                new NoClassDefFoundError(CANARY),
                new AssertionError(CANARY)));
        try (var gateway = gateway(Duration.ofSeconds(20), _ -> {
            if (!throwing.isEmpty()) {
                GatewayThreadsTest.<RuntimeException>sneak(throwing.removeFirst());
            }
            return found(bytes.clone());
        })) {
            for (var name :
                    List.of("IllegalStateException", "StackOverflowError", "NoClassDefFoundError", "AssertionError")) {
                assertThat(get(gateway, DB))
                        .startsWith("INTERNAL")
                        .contains(name)
                        .doesNotContain(CANARY);
            }
            assertThat(get(gateway, DB)).isEqualTo("v");
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable e) throws T {
        throw (T) e;
    }

    @Test
    void noMemoryIsNotTakenForAFaultOfTheStore() {
        var client = new StoreConnection(() -> {
            throw new OutOfMemoryError();
        });
        assertThatThrownBy(() -> client.fetch(List.of(DB))).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aProblemOfOurOwnKeepsItsWords() {
        var problem = new LockstepException(Kind.FILE_UNREADABLE, "cannot be read", "ca.pem", "make it readable");
        try (var gateway = gateway(Duration.ofSeconds(20), _ -> {
            throw problem;
        })) {
            assertThat(get(gateway, DB)).isEqualTo("UNREACHABLE ca.pem: cannot be read");
        }
    }

    @Test
    void anAnswerThatIsMissingIsAFaultAndOneTooManyIsWiped() {
        var surplus = "surplus".getBytes(UTF_8);
        try (var gateway =
                opening(Duration.ofSeconds(20), () -> _ -> Map.of(RemoteRef.newest("other"), found(surplus)))) {
            assertThat(get(gateway, DB)).startsWith("INTERNAL");
            assertThat(surplus).containsOnly(0);
        }
    }

    @Test
    void opensTheClientOnceForAllAndAgainIfThatFailed() throws Exception {
        var failures = new AtomicInteger(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var gateway = gateway(Duration.ofSeconds(20), _ -> found(bytes.clone()))) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                var reference = RemoteRef.newest("db" + i);
                answers.add(threads.submit(() -> get(gateway, reference)));
            }
            for (var answer : answers) {
                assertThat(answer.get()).isEqualTo("v");
            }
            assertThat(opened).hasValue(1);
        }
        try (var gateway = opening(Duration.ofSeconds(20), () -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException(CANARY);
            }
            return references -> Map.of(references.getFirst(), found(bytes.clone()));
        })) {
            assertThat(get(gateway, DB)).startsWith("INTERNAL");
            assertThat(get(gateway, DB)).isEqualTo("v");
        }
    }

    @Test
    void interruptsAReadAtItsDeadline() throws Exception {
        var interrupted = new CompletableFuture<Boolean>();
        try (var gateway = gateway(Duration.ofMillis(20), _ -> {
            var answer = stuck();
            interrupted.complete(Thread.currentThread().isInterrupted());
            return answer;
        })) {
            assertThat(get(gateway, DB)).startsWith("TIMEOUT");
            assertThat(interrupted.get()).isTrue();
        }
    }

    @Test
    void whoeverIsInterruptedWhileHeWaitsIsAnsweredAtOnce() throws Exception {
        try (var gateway = gateway(Duration.ofSeconds(20), _ -> stuck())) {
            var answer = new CompletableFuture<String>();
            var waiter = Thread.ofVirtual()
                    .start(() -> answer.complete(
                            get(gateway, DB) + Thread.currentThread().isInterrupted()));
            asked.await();
            waiter.interrupt();
            assertThat(answer.get()).startsWith("UNREACHABLE").endsWith("true");
        }
    }

    @Test
    void closingAnswersThoseWhoWaitAndClosesTheClientWhenItsReadsHaveEnded() throws Exception {
        var ended = new CompletableFuture<Long>();
        var gateway = gateway(Duration.ofSeconds(20), _ -> {
            stuck();
            ended.complete(closed.getCount());
            return found(bytes);
        });
        var answer = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> answer.complete(get(gateway, DB)));
        asked.await();
        gateway.close();
        assertThat(answer.get()).startsWith("UNREACHABLE").contains("ending");
        assertThat(ended.get()).isEqualTo(1);
        assertThat(closed.getCount()).isZero();
        assertThat(bytes).containsOnly(0);
        assertThat(get(gateway, DB)).startsWith("UNREACHABLE").contains("ending");
        gateway.close();
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHisAnswer() throws Exception {
        var values = new AtomicInteger();
        var reported = new CompletableFuture<Throwable>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> reported.complete(e));
        try (var gateway = new StoreGateway(
                (_, _) -> new StoreCatalog.Resolved.Usable(
                        "vault",
                        () -> _ -> Map.of(
                                DB,
                                found(String.valueOf(values.incrementAndGet()).getBytes(UTF_8)))),
                InstantSource.system(),
                GatewayLimits.ONCE,
                (_, _) -> {
                    throw new IllegalStateException("a bug of the listener");
                },
                GatewayObserver.NONE)) {
            assertThat(get(gateway, "a", DB)).isEqualTo("1");
            assertThat(get(gateway, "b", DB)).isEqualTo("2");
            assertThat(reported.get()).hasMessage("a bug of the listener");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aClientThatCannotBeClosedIsLeft() {
        var gateway = opening(Duration.ofSeconds(20), () -> new SecretStore() {
            @Override
            public Map<RemoteRef, Fetched> fetch(List<RemoteRef> references) {
                return Map.of(DB, found(bytes.clone()));
            }

            @Override
            public void close() {
                closed.countDown();
                throw new IllegalStateException(CANARY);
            }
        });
        assertThat(get(gateway, DB)).isEqualTo("v");
        gateway.close();
        assertThat(closed.getCount()).isZero();
    }
}
