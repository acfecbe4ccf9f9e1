package dev.lockstep.sync.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.sync.engine.SecretName;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// With an API server that behaves badly.
@Timeout(60)
class ManagedSecretInformerTest {
    private static final ManagedSecretInformer.Limits SHORT = new ManagedSecretInformer.Limits(
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(100));
    private static final SecretName DB = new SecretName("shop", "db");
    private static final SecretName WEB = new SecretName("shop", "web");

    /// What the server answers to the next list or watch; the last one goes on for ever.
    private interface Step {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final BlockingQueue<Step> lists = new LinkedBlockingQueue<>();
    private final BlockingQueue<Step> watches = new LinkedBlockingQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ManagedSecrets secrets = new ManagedSecrets();
    private final List<Exception> troubles = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private KubernetesClient client;
    private ManagedSecretInformer watch;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/secrets", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        watch.close();
        client.close();
        server.stop(0);
    }

    private void watch() {
        watch(SHORT);
    }

    private void watch(ManagedSecretInformer.Limits limits) {
        watch = ManagedSecretInformer.start(secrets, client, "", troubles::add, limits);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getQuery();
        asked.add(query + " " + exchange.getRequestHeaders().getFirst("Accept"));
        try (exchange) {
            var steps = query.contains("watch=true") ? watches : lists;
            var step = steps.poll(1, TimeUnit.MILLISECONDS);
            if (step == null) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                step.answer(exchange);
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static Step saying(String text) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(text.getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    private static Step sayingAndHanging(String text) {
        return exchange -> {
            saying(text).answer(exchange);
            Thread.sleep(Duration.ofSeconds(50));
        };
    }

    private static String item(SecretName name, int version) {
        return """
                {"kind":"PartialObjectMetadata","metadata":{"name":"%s","namespace":"%s","uid":"u-%s","resourceVersion":"%d",\
                "annotations":{"a":"{}"},"managedFields":[{"manager":"m"}]}}""".formatted(name.name(), name.namespace(), name.name(), version);
    }

    private static String list(int version, String more, String... items) {
        return "{\"kind\":\"PartialObjectMetadataList\",\"metadata\":{\"resourceVersion\":\"" + version
                + "\",\"continue\":\"" + more + "\"},\"items\":[" + String.join(",", items) + "]}";
    }

    private static String event(String type, String item) {
        return "{\"type\":\"" + type + "\",\"object\":" + item + "}\n";
    }

    private void awaitVersion(SecretName name, int version) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(secrets.find(name))
                        .isNotNull()
                        .extracting(found -> found.objectVersion().version())
                        .isEqualTo(Integer.toString(version)));
    }

    @Test
    void listsPageByPageAndThenWatchesFromThere() {
        lists.add(saying(list(7, "more&more", item(DB, 3))));
        lists.add(saying(list(7, "", item(WEB, 4))));
        watches.add(sayingAndHanging(event("MODIFIED", item(DB, 8)) + event("DELETED", item(WEB, 9))));
        watch();
        awaitVersion(DB, 8);
        Awaitility.await().until(() -> secrets.find(WEB) == null);
        assertThat(asked).hasSizeGreaterThanOrEqualTo(3).allMatch(request -> request.contains("as=PartialObject"));
        assertThat(asked.get(1)).contains("continue=more&more");
        assertThat(asked.get(2)).contains("resourceVersion=7").contains("allowWatchBookmarks=true");
    }

    @Test
    void listsAnewWhenTheStateToWatchFromIsForgotten() {
        lists.add(saying(list(7, "", item(DB, 3))));
        watches.add(saying(event("ERROR", "{\"kind\":\"Status\",\"code\":410}")));
        lists.add(saying(list(20, "", item(WEB, 19))));
        watches.add(sayingAndHanging(""));
        watch();
        awaitVersion(WEB, 19);
        assertThat(secrets.find(DB)).isNull();
    }

    @Test
    void givesUpAWatchThatIsSilent() {
        lists.add(saying(list(7, "", item(DB, 3))));
        watches.add(sayingAndHanging(event("BOOKMARK", item(DB, 7))));
        lists.add(saying(list(20, "", item(DB, 19))));
        watches.add(sayingAndHanging(""));
        watch();
        awaitVersion(DB, 19);
    }

    @Test
    void goesOnThroughRefusalsAndRubbish() {
        lists.add(saying("not JSON"));
        lists.add(exchange -> exchange.sendResponseHeaders(403, -1));
        lists.add(saying("{\"items\":null}"));
        lists.add(saying(list(7, "", item(DB, 3))));
        watches.add(saying("{\"type\":\"MODIFIED\"}"));
        lists.add(saying(list(9, "", item(DB, 8))));
        watches.add(saying(event("MODIFIED", item(DB, 9)).substring(0, 40)));
        lists.add(saying(list(12, "", item(DB, 11))));
        watch();
        awaitVersion(DB, 11);
    }

    @Test
    void isBackSoonWhenAWatchBreaksThatCameAfterALongOutage() {
        for (int failure = 0; failure < 8; failure++) {
            lists.add(exchange -> exchange.sendResponseHeaders(503, -1));
        }
        lists.add(saying(list(7, "", item(DB, 3))));
        watches.add(exchange -> {
            saying("").answer(exchange);
            Thread.sleep(Duration.ofMillis(500));
        });
        lists.add(saying(list(9, "", item(DB, 8))));
        watches.add(sayingAndHanging(""));
        watch(new ManagedSecretInformer.Limits(
                Duration.ofSeconds(40),
                Duration.ofMinutes(5),
                Duration.ofMillis(10),
                Duration.ofMinutes(1),
                Duration.ofMillis(300)));
        awaitVersion(DB, 3);
        // The pause had grown to 1.28 s; twice that, at least, would come next.
        Awaitility.await()
                .atMost(Duration.ofMillis(2500))
                .until(() -> secrets.find(DB).objectVersion().version().equals("8"));
    }

    @Test
    void isBackSoonHoweverOftenWatchesBreakAtOnce() {
        for (int version = 1; version <= 12; version++) {
            lists.add(saying(list(version, "", item(DB, version))));
            watches.add(saying(""));
        }
        watches.add(sayingAndHanging(""));
        watch(new ManagedSecretInformer.Limits(
                Duration.ofSeconds(40),
                Duration.ofMinutes(5),
                Duration.ofMillis(10),
                Duration.ofMinutes(1),
                Duration.ofMillis(100)));
        // Pauses that went on doubling would sum up to 20 s.
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> secrets.find(DB) instanceof ManagedSecrets.Managed managed
                        && managed.objectVersion().version().equals("12"));
    }

    @Test
    void tellsOfAListenerThatFailsAndGoesOn() {
        secrets.onChange(_ -> {
            throw new IllegalStateException("a bug of the listener");
        });
        lists.add(saying(list(7, "", item(DB, 3))));
        lists.add(saying(list(9, "", item(DB, 3))));
        watches.add(sayingAndHanging(event("BOOKMARK", item(DB, 10))));
        watch();
        Awaitility.await().until(secrets::isListed);
        assertThat(troubles).hasAtLeastOneElementOfType(IllegalStateException.class);
    }
}
