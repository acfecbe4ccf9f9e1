package dev.lockstep.sync.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.nio.file.Path;

/// Makes the CRDs from the Java types.
final class CustomResourceDefinitions {
    private CustomResourceDefinitions() {}

    /// Writes each to `NAME-v1.yml`.
    static void write(Path directory) {
        new CRDGenerator()
                .customResourceClasses(
                        ExternalSecret.class, SecretStoreResource.class, ClusterSecretStoreResource.class)
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withMinQuotes(true)
                .inOutputDir(directory.toFile())
                .generate();
    }
}
