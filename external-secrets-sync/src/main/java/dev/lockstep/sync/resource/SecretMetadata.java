package dev.lockstep.sync.resource;

import dev.lockstep.sync.api.ExternalSecret;
import dev.lockstep.sync.api.SecretTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what the Secret of an ExternalSecret carries besides its data. Without a template that is a copy of the
/// resource's own labels and annotations; with one, however little stands in it, only what the template says, as in ESO
/// 2.9. A template that would need a template engine is refused.
///
/// @param type empty for that of what is there, or `Opaque`
record SecretMetadata(
        String type, Map<String, String> labels, Map<String, String> annotations, List<String> finalizers) {
    private static final String TEMPLATE = "spec.target.template";

    /// What begins an expression of the template language.
    private static final String EXPRESSION = "{{";

    private static final Map<String, String> ENGINES = Map.of("v2", "v2");
    private static final Map<String, String> MERGE_POLICIES = Map.of("Replace", "Replace", "Merge", "Merge");

    static SecretMetadata of(ExternalSecret resource, ValidationErrors complaints) {
        var template = resource.getSpec().target().template();
        if (template == null) {
            var own = resource.getMetadata();
            return new SecretMetadata(
                    "", CopiedMetadata.of(own.getLabels()), CopiedMetadata.of(own.getAnnotations()), List.of());
        }
        refuseExpressions(template, complaints);
        var metadata = template.metadata();
        return new SecretMetadata(
                Objects.requireNonNullElse(template.type(), ""),
                metadata == null ? Map.of() : texts("labels", metadata.labels(), complaints),
                metadata == null ? Map.of() : texts("annotations", metadata.annotations(), complaints),
                metadata == null ? List.of() : finalizers(metadata.finalizers(), complaints));
    }

    /// Which of its two values mergePolicy has does not matter without templates of data: all values are written.
    private static void refuseExpressions(SecretTemplate template, ValidationErrors complaints) {
        complaints.choice(TEMPLATE + ".engineVersion", text(template.engineVersion()), ENGINES, "");
        complaints.choice(TEMPLATE + ".mergePolicy", text(template.mergePolicy()), MERGE_POLICIES, "");
        complaints.refuse(template.data() != null && !template.data().isEmpty(), TEMPLATE + ".data");
        complaints.refuse(
                template.templateFrom() != null && !template.templateFrom().isEmpty(), TEMPLATE + ".templateFrom");
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static Map<String, String> texts(
            String field, @Nullable Map<String, String> texts, ValidationErrors complaints) {
        Map<String, String> all = new HashMap<>();
        if (texts != null) {
            texts.forEach((name, value) -> {
                var place = TEMPLATE + ".metadata." + field + "." + name;
                complaints.refuse(name.contains(EXPRESSION) || text(value).contains(EXPRESSION), place);
                if (!CopiedMetadata.isBookkeeping(name)) {
                    all.put(name, text(value));
                }
            });
        }
        return all;
    }

    private static List<String> finalizers(@Nullable List<String> finalizers, ValidationErrors complaints) {
        if (finalizers == null) {
            return List.of();
        }
        var place = TEMPLATE + ".metadata.finalizers";
        complaints.refuse(finalizers.stream().anyMatch(name -> text(name).contains(EXPRESSION)), place);
        return finalizers.stream().filter(Objects::nonNull).distinct().toList();
    }
}
