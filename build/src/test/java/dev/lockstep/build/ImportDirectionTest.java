package dev.lockstep.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportDirectionTest {
    @TempDir
    private Path folder;

    @Test
    void everyModuleImportsOnlyWhatStandsBelowIt() throws Exception {
        var root = Path.of(System.getProperty("lockstep.root"));
        var modules = new ArrayList<>(List.of("src", "command-line", "sops-cli", "external-secrets-sync"));
        try (var providers = Files.newDirectoryStream(root.resolve("keyproviders"))) {
            providers.forEach(provider -> modules.add(root.relativize(provider).toString()));
        }
        for (var module : modules) {
            var classes =
                    new ClassFileImporter().importPath(root.resolve(module).resolve("target/classes"));
            assertThat(classes)
                    .as("classes of %s; ./mvnw test compiles them", module)
                    .isNotEmpty();
            assertThat(violations(classes)).as(module).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dev.lockstep.crypto.A, dev.lockstep.config.B",
        "dev.lockstep.crypto.A, dev.lockstep.file.B",
        "dev.lockstep.secret.A, dev.lockstep.problem.B",
        "dev.lockstep.format.yaml.A, dev.lockstep.metadata.B",
        "dev.lockstep.config.A, dev.lockstep.B",
        "dev.lockstep.keys.A, dev.lockstep.keys.age.B",
        "dev.lockstep.keys.A, java.net.Socket",
        "dev.lockstep.crypto.A, javax.crypto.Mac",
        "dev.lockstep.A, java.util.logging.Logger",
        "dev.lockstep.A, picocli.CommandLine",
        "dev.lockstep.A, io.fabric8.kubernetes.client.Client",
        "dev.lockstep.keys.age.A, dev.lockstep.keys.pgp.B",
        "dev.lockstep.keys.age.A, dev.lockstep.cli.B",
        "dev.lockstep.keys.age.A, java.security.MessageDigest",
        "dev.lockstep.A, dev.lockstep.flags.B",
        "dev.lockstep.flags.A, dev.lockstep.file.B",
        "dev.lockstep.flags.A, dev.lockstep.cli.B",
        "dev.lockstep.keys.age.A, dev.lockstep.flags.B",
        "dev.lockstep.sync.store.A, dev.lockstep.flags.B",
        "dev.lockstep.cli.A, picocli.CommandLine",
        "dev.lockstep.cli.A, dev.lockstep.keys.age.B",
        "dev.lockstep.cli.A, dev.lockstep.sync.B",
        "dev.lockstep.sync.A, dev.lockstep.cli.B",
        "dev.lockstep.sync.store.A, dev.lockstep.keys.age.B",
        "dev.lockstep.sync.store.A, dev.lockstep.sync.sink.B",
        "dev.lockstep.sync.store.A, dev.lockstep.sync.B",
        "dev.lockstep.sync.engine.A, dev.lockstep.sync.store.B",
        "dev.lockstep.sync.engine.A, java.net.URI",
        "dev.lockstep.sync.engine.A, io.fabric8.kubernetes.client.Client",
        "dev.lockstep.sync.engine.A, org.eclipse.jgit.lib.Repository",
        "dev.lockstep.sync.engine.A, java.nio.file.Path",
        "dev.lockstep.sync.engine.A, java.io.FileInputStream",
        "dev.lockstep.sync.store.A, dev.lockstep.sync.resource.B",
        "dev.lockstep.sync.sink.A, dev.lockstep.sync.resource.B",
        "dev.lockstep.sync.resource.A, dev.lockstep.sync.agent.B",
    })
    void forbids(String importing, String imported) throws Exception {
        assertThat(violations(compiled(importing, imported))).containsExactly(importing + " imports " + imported);
    }

    @ParameterizedTest
    @CsvSource({
        "dev.lockstep.A, dev.lockstep.config.B",
        "dev.lockstep.format.yaml.A, dev.lockstep.format.B",
        "dev.lockstep.crypto.A, dev.lockstep.secret.B",
        "dev.lockstep.secret.A, java.security.SecureRandom",
        "dev.lockstep.keys.age.A, dev.lockstep.keys.B",
        "dev.lockstep.keys.vault.A, java.net.Socket",
        "dev.lockstep.cli.A, dev.lockstep.keys.B",
        "dev.lockstep.cli.A, dev.lockstep.flags.B",
        "dev.lockstep.flags.A, dev.lockstep.problem.B",
        "dev.lockstep.flags.A, picocli.CommandLine",
        "dev.lockstep.sync.agent.A, dev.lockstep.flags.B",
        "dev.lockstep.sync.A, dev.lockstep.sync.engine.B",
        "dev.lockstep.sync.store.A, org.eclipse.jgit.lib.Repository",
        "dev.lockstep.sync.Main, dev.lockstep.sync.agent.B",
    })
    void allows(String importing, String imported) throws Exception {
        assertThat(violations(compiled(importing, imported))).isEmpty();
    }

    @Test
    void asksForTheLevelOfANewLayer() throws Exception {
        var classes = compiled("dev.lockstep.attic.A", "dev.lockstep.secret.B");
        assertThatThrownBy(() -> violations(classes))
                .hasMessage("give the new layer a level in Layer.java: dev.lockstep.attic");
    }

    /// A class with a field of the other's type; that one is compiled too, unless it is the JDK's.
    private JavaClasses compiled(String importing, String imported) throws Exception {
        var sources = new ArrayList<String>();
        sources.add(write(importing, imported + " field;"));
        if (!imported.matches("javax?\\..*")) sources.add(write(imported, ""));
        var classes = Files.createDirectories(folder.resolve("classes"));
        var arguments = new ArrayList<>(List.of("-proc:none", "-cp", "", "-d", classes.toString()));
        arguments.addAll(sources);
        var status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(status).isZero();
        return new ClassFileImporter().importPath(classes);
    }

    private String write(String name, String body) throws Exception {
        var dot = name.lastIndexOf('.');
        var file = folder.resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "package %s; public class %s { %s }".formatted(name.substring(0, dot), name.substring(dot + 1), body));
        return file.toString();
    }

    private static List<String> violations(JavaClasses classes) {
        return classes.stream()
                .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
                .filter(import_ -> {
                    var from = Layer.of(name(import_.getOriginClass()));
                    var target = name(import_.getTargetClass());
                    var to = Layer.of(target);
                    return !from.equals(to) && !from.mayImport(target, to);
                })
                .map(import_ -> name(import_.getOriginClass()) + " imports " + name(import_.getTargetClass()))
                .distinct()
                .sorted()
                .toList();
    }

    /// Of the outermost class; of the element if it is an array.
    private static String name(JavaClass type) {
        return type.getBaseComponentType().getName().replaceFirst("\\$.*", "");
    }
}
