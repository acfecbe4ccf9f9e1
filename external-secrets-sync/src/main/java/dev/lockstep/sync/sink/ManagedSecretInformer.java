package dev.lockstep.sync.sink;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.WatchPauses;
import dev.lockstep.sync.sink.ManagedSecrets.Managed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps [ManagedSecrets] up to date by lists and watches of which the API server answers the metadata only: no value
/// of a Secret comes over the wire.
///
/// Whatever ends a watch, another list follows, after a pause that grows while it fails. A watch that says nothing for
/// longer than the API server's bookmarks allow is taken for dead; every ten minutes all is listed again, should news
/// have been lost.
public final class ManagedSecretInformer implements AutoCloseable {
    /// How long things may take.
    ///
    /// @param silence after which a watch is dead; bookmarks come about every minute
    /// @param life of a watch, and so the time between two lists
    /// @param proven how long one has lived whose end says nothing against the next; also the longest pause after any
    record Limits(Duration silence, Duration life, Duration shortestPause, Duration longestPause, Duration proven) {
        static final Limits USUAL = new Limits(
                Duration.ofSeconds(150),
                Duration.ofMinutes(10),
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }

    private final ManagedSecrets secrets;
    private final MetadataRequests requests;
    private final Consumer<Exception> trouble;
    private final Limits limits;
    private final Thread listening;
    private final Thread guarding;
    private volatile boolean closed;
    private volatile long lastReceived = System.nanoTime();
    private volatile long opened = System.nanoTime();
    private volatile @Nullable InputStream open;

    /// Whether this round came to its watch; of the listening thread alone.
    private boolean watching;

    private ManagedSecretInformer(
            ManagedSecrets secrets, MetadataRequests requests, Consumer<Exception> trouble, Limits limits) {
        this.secrets = secrets;
        this.requests = requests;
        this.trouble = trouble;
        this.limits = limits;
        listening = Thread.ofVirtual().name("managed-secrets").unstarted(this::listen);
        guarding = Thread.ofVirtual().name("managed-secrets-guard").unstarted(this::guard);
    }

    /// Starts to watch.
    ///
    /// @param namespace the only one to look at; empty for all
    /// @param trouble told of each failure, after which all is listed again; its text may quote what was read
    public static ManagedSecretInformer start(
            ManagedSecrets secrets, KubernetesClient client, String namespace, Consumer<Exception> trouble) {
        return start(secrets, client, namespace, trouble, Limits.USUAL);
    }

    static ManagedSecretInformer start(
            ManagedSecrets secrets,
            KubernetesClient client,
            String namespace,
            Consumer<Exception> trouble,
            Limits limits) {
        var watch = new ManagedSecretInformer(secrets, new MetadataRequests(client, namespace), trouble, limits);
        watch.listening.start();
        watch.guarding.start();
        return watch;
    }

    private void listen() {
        var pauses = new WatchPauses(limits.shortestPause(), limits.proven(), limits.longestPause());
        while (!closed) {
            long start = System.nanoTime();
            watching = false;
            try {
                watch(list());
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    trouble.accept(e);
                }
            }
            pause(pauses.after(watching, Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    private void pause(Duration pause) {
        try {
            Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(1 + pause.toMillis() / 2)));
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /// Ends what nothing is heard of.
    private void guard() {
        while (!closed) {
            pause(limits.silence().dividedBy(10));
            if (System.nanoTime() - Math.max(lastReceived, opened)
                    > limits.silence().toNanos()) {
                end();
            }
        }
    }

    private void opened(InputStream body) {
        opened = System.nanoTime();
        open = body;
    }

    private void end() {
        var stream = open;
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // It is given up in any case.
            }
        }
    }

    /// @return the version of the whole
    private String list() throws IOException {
        Map<SecretName, Managed> all = new HashMap<>();
        var page = new MetadataPage("", "");
        do {
            try (var body = requests.list(page.more());
                    var parser = SecretMeta.JSON.getFactory().createParser(body)) {
                opened(body);
                page = MetadataPage.read(parser, all);
                lastReceived = System.nanoTime();
            }
        } while (!page.more().isEmpty());
        secrets.listed(all, page.version());
        return page.version();
    }

    private void watch(String version) throws IOException {
        long end = System.nanoTime() + limits.life().toNanos();
        try (var body = requests.watch(version, limits.life());
                var parser = SecretMeta.JSON.getFactory().createParser(body)) {
            opened(body);
            watching = true;
            while (!closed && System.nanoTime() < end && parser.nextToken() == JsonToken.START_OBJECT) {
                handle(parser);
                lastReceived = System.nanoTime();
            }
        }
    }

    private void handle(JsonParser parser) throws IOException {
        String type = "";
        SecretMeta meta = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            if (field.equals("type")) {
                type = parser.getText();
            } else if (type.equals("ADDED") || type.equals("MODIFIED") || type.equals("DELETED")) {
                meta = MetadataPage.item(parser);
            } else {
                parser.skipChildren();
            }
        }
        switch (type) {
            case "ADDED", "MODIFIED" ->
                secrets.saw(MetadataPage.present(meta).name(), Managed.of(MetadataPage.present(meta)));
            case "DELETED" ->
                secrets.lost(
                        MetadataPage.present(meta).name(),
                        MetadataPage.present(meta).objectVersion());
            case "BOOKMARK" -> {}
            // 410 among them: the state to go on from is forgotten.
            default -> throw new IOException("the watch has ended: " + (type.equals("ERROR") ? type : "no event"));
        }
    }

    @Override
    public void close() {
        closed = true;
        end();
        listening.interrupt();
        guarding.interrupt();
    }
}
