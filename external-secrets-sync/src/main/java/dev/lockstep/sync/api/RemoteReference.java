package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;
import java.util.Objects;

/// Refers to a secret of a store, or to a part of one: `data[].remoteRef` and `dataFrom[].extract`. A text that is not
/// given is empty.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RemoteReference(
        @JsonPropertyDescription("The store's name of the secret: of Vault its path.") @Required
        String key,

        @JsonPropertyDescription("The part of the value: a member of a JSON object, or a gjson path. All by default.")
        String property,

        @JsonPropertyDescription("The store's name of a version; the newest by default.")
        String version,

        @JsonPropertyDescription("Fetch: what the store keeps about the secret is read in place of its value.")
        @SchemaFrom(type = Shapes.MetadataPolicy.class)
        String metadataPolicy,

        @JsonPropertyDescription("What becomes of characters that no key of a Secret can have. Default: each becomes an"
                + " underscore. Unicode: each becomes _U, its code point in hexadecimal, and _.")
        @SchemaFrom(type = Shapes.ConversionStrategy.class)
        String conversionStrategy,

        @JsonPropertyDescription("How the value is decoded. Auto: as Base64 if that is possible, else as Base64URL,"
                + " else not at all.")
        @SchemaFrom(type = Shapes.DecodingStrategy.class)
        String decodingStrategy,

        @JsonPropertyDescription("Fail: a value with a null byte is refused.")
        @SchemaFrom(type = Shapes.NullBytePolicy.class)
        String nullBytePolicy) {
    static final RemoteReference EMPTY = new RemoteReference("", "", "", "", "", "", "");

    public RemoteReference {
        key = Objects.requireNonNullElse(key, "");
        property = Objects.requireNonNullElse(property, "");
        version = Objects.requireNonNullElse(version, "");
        metadataPolicy = Objects.requireNonNullElse(metadataPolicy, "");
        conversionStrategy = Objects.requireNonNullElse(conversionStrategy, "");
        decodingStrategy = Objects.requireNonNullElse(decodingStrategy, "");
        nullBytePolicy = Objects.requireNonNullElse(nullBytePolicy, "");
    }
}
