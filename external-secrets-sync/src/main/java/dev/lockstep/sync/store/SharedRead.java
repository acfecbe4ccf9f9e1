package dev.lockstep.sync.store;

import dev.lockstep.sync.engine.Due;
import dev.lockstep.sync.engine.ExponentialBackoff;
import dev.lockstep.sync.engine.Fetched;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.ResourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one reference of a service for all its consumers: who uses it, who waits for it, what it gave last. There is
/// never more than one read of it under way; whoever needs a later one waits for the next. So an answer is never
/// replaced by an older one.
///
/// ```
/// idle → placed (until the gap is over, then in a lane) → flying → idle, or placed again for those who wait
/// ```
final class SharedRead {
    /// Between tries of a read that failed.
    static final ExponentialBackoff BACKOFF =
            new ExponentialBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), -0.5);

    private final GatewayState context;
    private final RemoteRef reference;
    private final Consumers consumers = new Consumers();

    private List<PendingRead> waiting = new ArrayList<>();
    private List<PendingRead> inFlight = new ArrayList<>();
    private boolean placed;
    private boolean flying;
    private String namespace = "";
    private long placedAt;
    private long startedAt;
    private Instant beganAt = Instant.MIN;

    private @Nullable ContentHash content;
    private Fetched.@Nullable Absent absent;
    private Fetched.@Nullable Failed failure;
    private Instant goodAt = Instant.MIN;
    private int failedReads;
    private long retryAt;

    SharedRead(GatewayState context, RemoteRef reference) {
        this.context = context;
        this.reference = reference;
        this.startedAt = context.nanos() - context.limits().gap().toNanos();
    }

    RemoteRef reference() {
        return reference;
    }

    Consumers consumers() {
        return consumers;
    }

    boolean isUnused() {
        return consumers.isEmpty() && waiting.isEmpty() && !flying;
    }

    /// Answers somebody, if what is known is new enough for him. Whoever comes because his time is up has it already if
    /// he was given it before: he reads again, and the others share that. So each interval has its read.
    ///
    /// @return whether he has his answer
    boolean serve(PendingRead pending) {
        boolean tooOld = goodAt.isBefore(pending.due().notBefore());
        // A clock that was set back must not make an answer last.
        boolean fromTheFuture = goodAt.isAfter(context.now());
        if (tooOld || fromTheFuture || pending.isDueAgain() && consumers.hasBeenServed(pending.consumer(), goodAt)) {
            return false;
        }
        var answer = absent != null ? absent : context.kept().lent(this);
        if (answer != null) {
            serve(pending, answer);
        }
        return answer != null;
    }

    private void serve(PendingRead pending, Fetched answer) {
        consumers.served(pending.consumer(), goodAt);
        pending.answer(reference, answer);
    }

    /// Takes somebody along in the read under way, if that is late enough for him.
    boolean board(PendingRead pending) {
        boolean boards = flying && !beganAt.isBefore(pending.due().notBefore());
        if (boards) {
            inFlight.add(pending);
        }
        return boards;
    }

    /// Whether another read for him is a second try, since the last one failed, or found nothing and he is here for
    /// that.
    boolean isSecondTry(PendingRead pending) {
        return failureOf(pending) != null;
    }

    /// Whether it is too early for a second try.
    boolean isEarly() {
        return context.nanos() - retryAt < 0;
    }

    /// Answers somebody with what his second try would give.
    void repeat(PendingRead pending) {
        switch (Objects.requireNonNull(failureOf(pending))) {
            case Fetched.Failed failed -> refuse(pending, failed);
            case Fetched answer -> serve(pending, answer);
        }
    }

    private @Nullable Fetched failureOf(PendingRead pending) {
        return pending.due().why() == Due.Why.RETRY && absent != null ? absent : failure;
    }

    void await(PendingRead pending) {
        waiting.add(pending);
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    boolean isUrgent() {
        return waiting.stream().anyMatch(pending -> pending.due().why().urgent());
    }

    /// The one in whose name it takes its turn.
    String namespace() {
        return namespace;
    }

    boolean isPlaced() {
        return placed;
    }

    boolean isFlying() {
        return flying;
    }

    /// Nanoseconds until it may be read again.
    long gapLeft() {
        return Math.max(0, startedAt + context.limits().gap().toNanos() - context.nanos());
    }

    void place() {
        placed = true;
        placedAt = context.nanos();
        namespace = waiting.getFirst().consumer().namespace();
    }

    /// @return how long it waited for its turn, in nanoseconds
    long start(Batch batch) {
        long waited = placed ? batch.startedAt() - placedAt : 0;
        placed = false;
        flying = true;
        startedAt = batch.startedAt();
        beganAt = batch.beganAt();
        inFlight = waiting;
        waiting = new ArrayList<>();
        return waited;
    }

    /// Ends the read under way with what it found. Takes that over.
    ///
    /// @return whom it is news for, besides those who waited for it
    Set<ResourceKey> found(Fetched.Found found) {
        boolean changed = content != null && !content.isOf(found);
        if (content == null || changed) {
            content = ContentHash.of(found, context.key());
        }
        absent = null;
        encourage();
        var told = complete(changed, found);
        if (consumers.isEmpty()) {
            found.close();
        } else {
            context.kept().put(this, found);
        }
        return told;
    }

    /// Likewise, when the store says that there is no such secret.
    Set<ResourceKey> absent(Fetched.Absent nothing) {
        boolean changed = content instanceof ContentHash.Something;
        content = new ContentHash.Nothing();
        absent = nothing;
        failure = null;
        missed();
        context.kept().drop(this);
        return complete(changed, nothing);
    }

    private Set<ResourceKey> complete(boolean changed, Fetched answer) {
        goodAt = beganAt;
        flying = false;
        Set<ResourceKey> told = new HashSet<>(consumers.takeFailed());
        if (changed) {
            told.addAll(consumers.all());
        }
        for (var pending : inFlight) {
            told.remove(pending.consumer());
            serve(pending, answer);
        }
        inFlight = new ArrayList<>();
        return told;
    }

    /// Ends the read under way without an answer.
    ///
    /// @param next when the service can be asked again at the earliest
    void failed(Fetched.Failed failed, Instant next) {
        flying = false;
        missed();
        var own = context.timeOf(retryAt);
        var latest = next.isAfter(own) ? next : own;
        var told = failed.nextTry().isAfter(latest) ? failed : new Fetched.Failed(failed.error(), latest);
        failure = told;
        inFlight.forEach(pending -> refuse(pending, told));
        inFlight = new ArrayList<>();
    }

    private void missed() {
        failedReads++;
        retryAt = startedAt
                + BACKOFF.after(failedReads, context.random().nextDouble()).toNanos();
    }

    /// Forgets that reads failed: the next one is no second try.
    void encourage() {
        failedReads = 0;
        failure = null;
    }

    void refuse(PendingRead pending, Fetched.Failed refusal) {
        consumers.failed(pending.consumer());
        pending.answer(reference, refusal);
    }

    /// Answers all who wait for the next read with a failure.
    void refuse(Fetched.Failed refusal) {
        placed = false;
        waiting.forEach(pending -> refuse(pending, refusal));
        waiting = new ArrayList<>();
    }

    /// Likewise those who wait for the one under way.
    void abandon(Fetched.Failed refusal) {
        inFlight.forEach(pending -> refuse(pending, refusal));
        inFlight = new ArrayList<>();
        refuse(refusal);
    }
}
