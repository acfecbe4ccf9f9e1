package dev.lockstep.metadata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.document.Document;
import dev.lockstep.document.Node.Entry;
import dev.lockstep.document.Node.Mapping;
import dev.lockstep.document.Span;
import dev.lockstep.format.Formats;
import dev.lockstep.problem.Kind;
import dev.lockstep.problem.LockstepException;
import dev.lockstep.rules.LeafRules;
import dev.lockstep.testkit.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The `sops` blocks that other versions wrote, in other orders and with empty lists.
class PublishedMetadataTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "isindir-sops-secrets-operator/age-test-key/00-test-secrets.yaml",
                "viaduct-ai-kustomize-sops/test/krm/single/secret.enc.yaml",
                "fluxcd-kustomize-controller/controller-testdata-sops/algorithms/age-pq.yaml",
                "fluxcd-kustomize-controller/controller-testdata-sops/algorithms/age.yaml",
                "fluxcd-kustomize-controller/controller-testdata-sops/algorithms/pgp.yaml",
                "getsops-sops/functional/format.enc.yaml",
                "getsops-sops/functional/multiple_keys.yaml",
                "getsops-sops/functional/comments_unencrypted_comments.yaml",
                "getsops-sops/functional/no_mac.yaml",
                "getsops-sops/functional/comments.enc.yaml",
                "getsops-sops/functional/format.enc.json",
                "getsops-sops/functional/format.enc.env",
                "fluxcd-kustomize-controller/controller-testdata-sops/envs/env.env",
                "viaduct-ai-kustomize-sops/test/krm/envs/secret.enc.env"
            })
    void readsAndRewritesPublishedBlocks(String file) {
        var format = Formats.named(Formats.nameFor(file));
        try (var document = format.parse(Vectors.bytes("sops-fixtures/" + file))) {
            var metadata = MetadataCodec.read(document.roots().getFirst());
            assertThat(metadata.groups()).hasSize(1);
            assertThat(metadata.groups().getFirst().keys())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(key.enc()).isNotEmpty());
            assertThat(metadata.mac().isEmpty()).isEqualTo(file.contains("no_mac"));
            assertThat(metadata.unknown()).as("all fields are known").isEmpty();

            var root =
                    new Mapping(List.of(new Entry(Metadata.KEY, Span.NONE, MetadataCodec.write(metadata))), Span.NONE);
            var json = Formats.named("json");
            try (var rewritten = json.parse(json.emit(List.of(root), json.defaultIndent()))) {
                assertThat(MetadataCodec.read(rewritten.roots().getFirst())).isEqualTo(metadata);
            }
        }
    }

    @Test
    void refusesThePublishedFileWhoseExpressionIsBroken() {
        try (var document = Formats.named("yaml").parse(Vectors.bytes("sops-derived/25-regex-invalid.yaml"))) {
            var metadata = MetadataCodec.read(document.roots().getFirst());
            var thrown = catchThrowable(() -> LeafRules.of(metadata.selection()));
            assertThat(thrown).hasMessageStartingWith("encrypted_regex does not compile: ");
            assertThat(((LockstepException) thrown).problem().kind()).isEqualTo(Kind.CONFIG_INVALID);
        }
    }

    @Test
    void refusesABlockThatOnlyTheSecondDocumentHas() {
        var block = "sops:\n  lastmodified: '2026-01-02T03:04:05Z'\n";
        try (Document document = Formats.named("yaml").parse(("a: b\n---\n" + block).getBytes(UTF_8))) {
            var thrown =
                    catchThrowable(() -> MetadataCodec.read(document.roots().getFirst()));
            assertThat(thrown).hasMessage("sops metadata not found");
        }
    }
}
