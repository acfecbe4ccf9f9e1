package dev.lockstep.sync.operator;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.engine.LastSync;
import dev.lockstep.sync.engine.Live;
import dev.lockstep.sync.engine.ObjectVersion;
import dev.lockstep.sync.engine.ResourceKey;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.SyncPlan;
import dev.lockstep.sync.engine.SyncSpec;
import dev.lockstep.sync.engine.SyncStatus;
import dev.lockstep.sync.engine.TargetMetadata;
import dev.lockstep.sync.sink.Target;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The operator with a failpoint: after one step of a reconcile, and before the next, the process ends or a bug shows.
///
/// The system property `lockstep.failpoint` is `STEP:WAY`. The steps are `rendered`, when nothing is written yet,
/// `secret-written`, `status-written` and `event-sent`; the ways are `exit`, which ends the process, `overflow` of the
/// stack, and `linkage` error. It happens once, at the first time that the step is reached.
public final class FailingOperator {
    private FailingOperator() {}

    /// @param arguments `run` and those of it
    public static void main(String[] arguments) {
        var failpoint = System.getProperty("lockstep.failpoint").split(":");
        var ports = new Ports(failpoint[0], failpoint[1]);
        var left = List.of(arguments).subList(1, arguments.length);
        System.exit(RunCommand.run(left, System.getenv(), System.out, ports));
    }

    private static final class Ports implements PortDecorator {
        /// The exit code of a process that ends at a failpoint.
        private static final int EXIT_CODE = 86;

        private final String failing;
        private final String way;
        private final AtomicInteger times = new AtomicInteger();

        Ports(String failing, String way) {
            this.failing = failing;
            this.way = way;
        }

        private void reached(String step) {
            if (step.equals(failing) && times.getAndIncrement() == 0) {
                switch (way) {
                    case "exit" -> Runtime.getRuntime().halt(EXIT_CODE);
                    case "overflow" -> overflow(0);
                    case "linkage" -> throw new NoClassDefFoundError("failpoint");
                    default -> throw new IllegalArgumentException("no such way: " + way);
                }
            }
        }

        private static int overflow(int depth) {
            return overflow(depth + 1) + 1;
        }

        @Override
        public Target target(Target target) {
            return new Target() {
                @Override
                public Live live(SyncSpec spec) {
                    reached("rendered");
                    return target.live(spec);
                }

                @Override
                public ObjectVersion write(SyncSpec spec, SyncPlan.Write plan) {
                    var written = target.write(spec, plan);
                    reached("secret-written");
                    return written;
                }

                @Override
                public TargetMetadata look(SyncSpec spec) {
                    return target.look(spec);
                }

                @Override
                public ObjectVersion recognise(SyncSpec spec) {
                    return target.recognise(spec);
                }

                @Override
                public List<SecretName> owned() {
                    return target.owned();
                }

                @Override
                public void remove(SecretName name, ObjectVersion basis) {
                    target.remove(name, basis);
                }

                @Override
                public void tidy(SyncSpec spec) {
                    target.tidy(spec);
                }
            };
        }

        @Override
        public ReconcileRunner.Statuses statuses(ReconcileRunner.Statuses statuses) {
            return new ReconcileRunner.Statuses() {
                @Override
                public boolean write(ExternalSecret resource, SyncStatus status) {
                    boolean written = statuses.write(resource, status);
                    if (written) {
                        reached("status-written");
                    }
                    return written;
                }

                @Override
                public LastSync last(ExternalSecret resource) {
                    return statuses.last(resource);
                }

                @Override
                public void remember(ExternalSecret resource, LastSync last) {
                    statuses.remember(resource, last);
                }

                @Override
                public void forget(ResourceKey resourceKey) {
                    statuses.forget(resourceKey);
                }
            };
        }

        @Override
        public EventRecorder.Sender events(EventRecorder.Sender sender) {
            return (about, event) -> {
                sender.send(about, event);
                reached("event-sent");
            };
        }
    }
}
