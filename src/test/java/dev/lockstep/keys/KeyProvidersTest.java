package dev.lockstep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.testkit.FakeKeyProvider;
import dev.lockstep.testkit.TestHost;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyProvidersTest {
    private final List<String> opened = new ArrayList<>();

    @Test
    void opensAProviderWhenItsNameIsFirstAskedForAndOnce() {
        var providers = KeyProviders.of(TestHost.bare(), List.of(module("age"), module("pgp")));
        assertThat(opened).isEmpty();
        assertThat(providers.named("pgp")).isSameAs(providers.named("pgp"));
        assertThat(opened).containsExactly("pgp");
    }

    @Test
    void saysThatAServiceIsNotPartOfTheBuild() {
        for (var providers : List.of(
                KeyProviders.of(TestHost.bare(), List.of(module("age"))), KeyProviders.installed(TestHost.bare()))) {
            assertThatThrownBy(() -> providers.named("gcp_kms"))
                    .isInstanceOfSatisfying(
                            LockstepException.class,
                            e -> assertThat(e.problem().kind()).isEqualTo(Kind.RECIPIENT_INVALID))
                    .hasMessage("key service gcp_kms is not part of this build");
        }
    }

    @Test
    void findsTheServicesOfTheClassPathButAsksKnownOnesFirst(@TempDir Path classPath) throws Exception {
        withService(classPath, FoundModule.class.getName(), () -> {
            assertThat(KeyProviders.installed(TestHost.bare()).named("found").id())
                    .isEqualTo("found");
            var providers = KeyProviders.installed(TestHost.bare(), List.of(module("found"), module("age")));
            providers.named("found");
            assertThat(opened).containsExactly("found");
        });
    }

    @Test
    void reportsABrokenInstallation(@TempDir Path classPath) throws Exception {
        withService(
                classPath,
                "no.such.Module",
                () -> assertThatThrownBy(
                                () -> KeyProviders.installed(TestHost.bare()).named("found"))
                        .isInstanceOf(LockstepException.class)
                        .hasMessage("the key services of this build cannot be loaded"));
    }

    /// A module as a jar of its own would bring it.
    public static final class FoundModule implements KeyProvider.Module {
        @Override
        public String id() {
            return "found";
        }

        @Override
        public KeyProvider open(ProviderEnvironment environment) {
            return FakeKeyProvider.local("found");
        }
    }

    private static void withService(Path classPath, String name, Runnable test) throws IOException {
        var services = Files.createDirectories(classPath.resolve("META-INF/services"));
        Files.writeString(services.resolve(KeyProvider.Module.class.getName()), name + "\n");
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            test.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private KeyProvider.Module module(String id) {
        return new KeyProvider.Module() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public KeyProvider open(ProviderEnvironment environment) {
                opened.add(id);
                return FakeKeyProvider.local(id);
            }
        };
    }
}
