package dev.lockstep.sync.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Looks names up on threads of its own, each for a limited time, and leaves out the addresses that no connection of
/// this process may go to.
///
/// The system's resolver cannot be interrupted: a name server that does not answer would hold a carrier of virtual
/// threads each time. Here it holds one of a few platform threads, and no tenant gets all of them.
///
/// All of the JDK asks here, also the HTTP client that opens a connection to what was checked before. So a name that
/// changes in between leads to no other address than those that pass the check, too.
public final class BoundedLookup implements InetAddressResolver {
    /// In whose name lookups of a thread are made; bound by who acts for a tenant.
    public static final ScopedValue<String> TENANT = ScopedValue.newInstance();

    static final int THREADS = 64;
    static final int THREADS_OF_A_TENANT = 8;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final InetAddressResolver system;
    private final Predicate<InetAddress> allowed;
    private final Duration limit;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("name-lookup-", 0).factory());
    private final Map<String, Semaphore> tenants = new ConcurrentHashMap<>();

    /// @param allowed which addresses a name may have; `localhost` has those of this machine in any case
    BoundedLookup(InetAddressResolver system, Predicate<InetAddress> allowed) {
        this(system, allowed, LIMIT);
    }

    /// @param limit until a lookup is given up
    BoundedLookup(InetAddressResolver system, Predicate<InetAddress> allowed, Duration limit) {
        this.system = system;
        this.allowed = allowed;
        this.limit = limit;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        var all = limited(host, policy);
        if (host.equalsIgnoreCase("localhost")) {
            return all.stream();
        }
        var addresses = all.stream().filter(allowed).toList();
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host + ": has no address that may be connected to");
        }
        return addresses.stream();
    }

    private List<InetAddress> limited(String host, LookupPolicy policy) throws UnknownHostException {
        var places = tenants.computeIfAbsent(TENANT.orElse(""), _ -> new Semaphore(THREADS_OF_A_TENANT, true));
        var lookup = new FutureTask<>(() -> {
            try {
                return system.lookupByName(host, policy).toList();
            } finally {
                places.release();
            }
        });
        long end = System.nanoTime() + limit.toNanos();
        try {
            if (!places.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new UnknownHostException(host + ": other lookups take too long");
            }
            start(lookup, places, host);
            return lookup.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnknownHostException(host + ": the lookup takes too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": the lookup was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UnknownHostException unknown ? unknown : new UnknownHostException(host);
        }
    }

    private void start(Runnable lookup, Semaphore places, String host) throws UnknownHostException {
        try {
            threads.execute(lookup);
        } catch (RejectedExecutionException e) {
            places.release();
            throw new UnknownHostException(host + ": other lookups take too long");
        }
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        return system.lookupByAddress(address);
    }
}
