package dev.lockstep.sync.kube;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds where the API server is and who asks it, as `kubectl` does.
public final class Kubeconfig {
    private static final String USER_AGENT = "lockstep-sync";

    private Kubeconfig() {}

    /// Makes a client of the file given, or `KUBECONFIG`, or the account of the pod. Nothing is asked yet, and no
    /// request is sent again by itself: whoever asks decides whether to ask again. The caller closes it.
    ///
    /// @param context one of its contexts; empty for the current one
    /// @param limit for one request, and for one connection
    /// @param settings what else the client is given
    /// @throws LockstepException `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `CONFIG_INVALID`
    public static KubernetesClient open(
            Optional<Path> file, String context, Duration limit, Consumer<KubernetesClientBuilder> settings) {
        var files = file.map(List::of).orElseGet(Kubeconfig::usual);
        check(files, context);
        var config = new ConfigBuilder(read(file, context.isEmpty() ? null : context, files))
                .withUserAgent(USER_AGENT)
                .withRequestTimeout((int) limit.toMillis())
                .withConnectionTimeout((int) limit.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build();
        if (files.isEmpty() && config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL)) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    "there is no kubeconfig, and this is not a pod of a cluster",
                    "",
                    "name a kubeconfig with --kubeconfig, or in KUBECONFIG");
        }
        var builder = new KubernetesClientBuilder().withConfig(config);
        settings.accept(builder);
        try {
            return builder.build();
        } catch (KubernetesClientException e) {
            throw unusable(files, e);
        }
    }

    /// Certificates and keys are read only when a client is made. What is said of their content may quote it.
    private static LockstepException unusable(List<Path> files, KubernetesClientException thrown) {
        for (var cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchFileException absent) {
                return new LockstepException(
                        Kind.CONFIG_INVALID,
                        "names the file " + absent.getFile() + ", which is not there",
                        names(files),
                        "correct the path, or choose another context with --context");
            }
            if (cause instanceof FileSystemException unreadable) {
                return new LockstepException(
                        Kind.CONFIG_INVALID,
                        "names the file " + unreadable.getFile() + ", which cannot be read",
                        names(files),
                        "see its owner and mode");
            }
        }
        return new LockstepException(
                Kind.CONFIG_INVALID,
                "holds an invalid certificate or key",
                names(files),
                "correct certificate-authority, client-certificate and client-key in it");
    }

    private static Config read(Optional<Path> file, @Nullable String context, List<Path> files) {
        try {
            return file.isPresent()
                    ? Config.fromKubeconfig(context, file.get().toFile())
                    : Config.autoConfigure(context);
        } catch (RuntimeException e) {
            throw invalid(files);
        }
    }

    /// Those of `KUBECONFIG`, or of the home directory; none if there are none.
    private static List<Path> usual() {
        var named = Config.getKubeconfigFilenames().stream().map(Path::of).toList();
        var there = named.stream().filter(Files::exists).toList();
        if (there.isEmpty() && System.getenv("KUBECONFIG") != null && !named.isEmpty()) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND,
                    "is not there",
                    named.getFirst().toString(),
                    "correct KUBECONFIG, or name a kubeconfig with --kubeconfig");
        }
        return there;
    }

    /// The library takes a file or a context that is not there for a server that is not.
    private static void check(List<Path> files, String wanted) {
        List<io.fabric8.kubernetes.api.model.Config> parsed = new ArrayList<>();
        files.forEach(file -> parsed.add(parsed(file)));
        if (files.isEmpty()) {
            if (!wanted.isEmpty()) {
                throw new LockstepException(
                        Kind.CONFIG_INVALID,
                        "there is no kubeconfig that could have a context " + wanted,
                        "",
                        "name one with --kubeconfig");
            }
            return;
        }
        var context = wanted.isEmpty() ? current(parsed) : wanted;
        if (context.isEmpty()) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    "names no current context",
                    names(files),
                    "choose one with --context, or kubectl config use-context");
        }
        var found = each(parsed, io.fabric8.kubernetes.api.model.Config::getContexts)
                .filter(named -> context.equals(named.getName()) && named.getContext() != null)
                .findFirst()
                .orElseThrow(() -> new LockstepException(
                        Kind.CONFIG_INVALID,
                        "has no context " + context,
                        names(files),
                        "it has "
                                + known(each(parsed, io.fabric8.kubernetes.api.model.Config::getContexts)
                                        .map(NamedContext::getName))));
        var cluster = found.getContext().getCluster();
        if (each(parsed, io.fabric8.kubernetes.api.model.Config::getClusters)
                .map(NamedCluster::getName)
                .noneMatch(name -> name.equals(cluster))) {
            throw new LockstepException(
                    Kind.CONFIG_INVALID,
                    "context " + context + " names a cluster that is not in it",
                    names(files),
                    "correct it, or choose another with --context");
        }
    }

    private static io.fabric8.kubernetes.api.model.Config parsed(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new LockstepException(
                    Kind.FILE_NOT_FOUND, "is not there", file.toString(), "name a kubeconfig with --kubeconfig");
        }
        try {
            return Objects.requireNonNull(new KubernetesSerialization()
                    .unmarshal(Files.readString(file), io.fabric8.kubernetes.api.model.Config.class));
        } catch (CharacterCodingException e) {
            throw invalid(List.of(file));
        } catch (IOException e) {
            throw new LockstepException(
                    Kind.FILE_UNREADABLE, "cannot be read", file.toString(), "see its owner and mode");
        } catch (RuntimeException | StackOverflowError e) {
            // Its message may quote a credential.
            throw invalid(List.of(file));
        }
    }

    private static LockstepException invalid(List<Path> files) {
        return new LockstepException(
                Kind.CONFIG_INVALID, "is not a valid kubeconfig", names(files), "see kubectl config view");
    }

    private static String current(List<io.fabric8.kubernetes.api.model.Config> parsed) {
        return parsed.stream()
                .map(io.fabric8.kubernetes.api.model.Config::getCurrentContext)
                .filter(name -> name != null && !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static <T> Stream<T> each(
            List<io.fabric8.kubernetes.api.model.Config> parsed,
            Function<io.fabric8.kubernetes.api.model.Config, @Nullable List<T>> part) {
        return parsed.stream()
                .map(part)
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .filter(Objects::nonNull);
    }

    private static String known(Stream<String> names) {
        var known = names.filter(Objects::nonNull).sorted().collect(Collectors.joining(", "));
        return known.isEmpty() ? "none at all" : known;
    }

    private static String names(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(":"));
    }
}
