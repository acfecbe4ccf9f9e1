package dev.lockstep.sync.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Makes the CRDs from the Java types, and adds what annotations cannot say.
final class CustomResourceDefinitions {
    /// As `kubectl get` shows them: of every resource some.
    private static final List<String> COLUMNS =
            List.of("StoreType", "Store", "Refresh Interval", "Age", "Status", "Capabilities", "Ready", "Last Sync");

    private CustomResourceDefinitions() {}

    /// Writes each to `NAME-v1.yml`.
    static void write(Path directory) {
        new CRDGenerator()
                .customResourceClasses(
                        ExternalSecret.class, SecretStoreResource.class, ClusterSecretStoreResource.class)
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withMinQuotes(true)
                .withPostProcessor(new Finish())
                .inOutputDir(directory.toFile())
                .generate();
    }

    private static final class Finish implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata crd, String version) {
            return finished((CustomResourceDefinition) crd);
        }
    }

    private static CustomResourceDefinition finished(CustomResourceDefinition crd) {
        for (var version : crd.getSpec().getVersions()) {
            version.getAdditionalPrinterColumns().sort(Comparator.comparingInt(CustomResourceDefinitions::position));
            var schema = version.getSchema().getOpenAPIV3Schema();
            schema.setDescription(description(crd.getSpec().getNames().getKind()));
            var sources = schema.getProperties().get("spec").getProperties().get("dataFrom");
            if (sources != null) {
                takeOneKind(sources.getItems().getSchema().getProperties().get("rewrite"));
            }
            var provider = schema.getProperties().get("spec").getProperties().get("provider");
            if (provider != null) {
                keepUnknownMembers(provider);
            }
        }
        return crd;
    }

    /// The generator takes limits of the members of a list's items for those of the list.
    private static void takeOneKind(JSONSchemaProps rewrites) {
        var rewrite = rewrites.getItems().getSchema();
        rewrite.setMinProperties(1L);
        rewrite.setMaxProperties(1L);
    }

    private static int position(CustomResourceColumnDefinition column) {
        int position = COLUMNS.indexOf(column.getName());
        if (position < 0) {
            throw new IllegalStateException("no place for the column " + column.getName());
        }
        return position;
    }

    private static String description(String kind) {
        return switch (kind) {
            case "ExternalSecret" -> "One Secret of this namespace, with values from stores.";
            case "SecretStore" -> "A store of secrets for this namespace.";
            case "ClusterSecretStore" -> "A store of secrets for many namespaces.";
            default -> throw new IllegalStateException("no description for " + kind);
        };
    }

    /// The generator takes the rest of a provider's members for a member `others`.
    private static void keepUnknownMembers(JSONSchemaProps provider) {
        if (provider.getProperties().remove("others") == null) {
            throw new IllegalStateException("the generator has learned it: this method can go");
        }
        provider.setXKubernetesPreserveUnknownFields(true);
    }
}
