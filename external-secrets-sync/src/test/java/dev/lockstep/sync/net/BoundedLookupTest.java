package dev.lockstep.sync.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedLookupTest {
    private static final LookupPolicy ANY = LookupPolicy.of(LookupPolicy.IPV4 | LookupPolicy.IPV6);

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    /// Names that begin with `hang` get no answer; the others have the addresses that they spell.
    private final InetAddressResolver system = new InetAddressResolver() {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            asked.incrementAndGet();
            if (host.startsWith("hang")) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new UnknownHostException(host);
                }
            }
            return Stream.of(host.split("\\+")).map(InetAddress::ofLiteral);
        }

        @Override
        public String lookupByAddress(byte[] address) {
            return "a-name";
        }
    };

    @AfterEach
    void answer() {
        over.countDown();
    }

    private List<String> addresses(boolean inPod, String name) throws UnknownHostException {
        return new BoundedLookup(system, BoundedLookupProvider.allowed(inPod))
                .lookupByName(name, ANY)
                .map(InetAddress::getHostAddress)
                .toList();
    }

    @Test
    void noNameLeadsToAMetadataService() throws Exception {
        assertThat(addresses(false, "10.0.0.7+169.254.169.254")).containsExactly("10.0.0.7");
        assertThatThrownBy(() -> addresses(false, "169.254.169.254")).isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> addresses(false, "fd20:ce::254")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void inAPodNoNameLeadsToItsOtherContainers() throws Exception {
        assertThat(addresses(false, "127.0.0.1")).containsExactly("127.0.0.1");
        assertThatThrownBy(() -> addresses(true, "127.0.0.1")).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void isTheResolverOfTheWholeProcess() throws Exception {
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .anyMatch(thread -> thread.getName().startsWith("name-lookup-"));
    }

    @Test
    void aNameServerThatDoesNotAnswerIsWaitedForSoLong() {
        var lookup = new BoundedLookup(system, _ -> true, Duration.ofMillis(50));

        assertThatThrownBy(() -> lookup.lookupByName("hang", ANY)).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void namesThatHangHoldNoThreadsOfOtherTenants() throws Exception {
        var lookup = new BoundedLookup(system, _ -> true, Duration.ofMillis(200));
        var hostile = Stream.generate(() -> Thread.ofVirtual()
                        .start(() -> ScopedValue.where(BoundedLookup.TENANT, "evil")
                                .run(() -> assertThatThrownBy(() -> lookup.lookupByName("hang", ANY))
                                        .isInstanceOf(UnknownHostException.class))))
                .limit(600)
                .toList();
        while (asked.get() < BoundedLookup.THREADS_OF_A_TENANT) {
            Thread.sleep(5);
        }

        long start = System.nanoTime();
        var good = ScopedValue.where(BoundedLookup.TENANT, "good").call(() -> lookup.lookupByName("10.0.0.7", ANY));

        assertThat(good).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
        for (var thread : hostile) {
            thread.join();
        }
        assertThat(asked.get()).isEqualTo(BoundedLookup.THREADS_OF_A_TENANT + 1);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        var lookup = new BoundedLookup(system, _ -> true, Duration.ofSeconds(20));
        var interrupted = new boolean[1];
        var thread = Thread.ofVirtual().start(() -> {
            assertThatThrownBy(() -> lookup.lookupByName("hang", ANY)).isInstanceOf(UnknownHostException.class);
            interrupted[0] = Thread.currentThread().isInterrupted();
        });
        while (asked.get() == 0) {
            Thread.sleep(5);
        }
        thread.interrupt();
        thread.join();
        assertThat(interrupted[0]).isTrue();
    }
}
