package dev.lockstep.sync.resource;

import dev.lockstep.sync.api.DataEntry;
import dev.lockstep.sync.api.DataSource;
import dev.lockstep.sync.api.ExternalSecretSpec;
import dev.lockstep.sync.api.RemoteReference;
import dev.lockstep.sync.api.SourceReference;
import dev.lockstep.sync.api.StoreReference;
import dev.lockstep.sync.engine.Conversion;
import dev.lockstep.sync.engine.Decoding;
import dev.lockstep.sync.engine.Entry;
import dev.lockstep.sync.engine.RemoteRef;
import dev.lockstep.sync.engine.RemoteRef.Facet;
import dev.lockstep.sync.engine.SecretName;
import dev.lockstep.sync.engine.StoreRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the entries of an `ExternalSecret` in the order in which they are laid over each other: `dataFrom`, then
/// `data`.
final class EntryReader {
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
    private static final Map<String, StoreRef.Kind> KINDS =
            Map.of("SecretStore", StoreRef.Kind.NAMESPACED, "ClusterSecretStore", StoreRef.Kind.CLUSTER);
    private static final Map<String, Facet> FACETS = Map.of("None", Facet.VALUE, "Fetch", Facet.METADATA);
    private static final Map<String, Conversion> CONVERSIONS =
            Map.of("Default", Conversion.DEFAULT, "Unicode", Conversion.UNICODE);
    private static final Map<String, Decoding> DECODINGS = Map.of(
            "None", Decoding.NONE,
            "Base64", Decoding.BASE64,
            "Base64URL", Decoding.BASE64_URL,
            "Auto", Decoding.AUTO);
    private static final Map<String, Boolean> NULL_BYTES = Map.of("Ignore", false, "Fail", true);

    private final ExternalSecretSpec spec;
    private final ValidationErrors complaints;

    EntryReader(ExternalSecretSpec spec, ValidationErrors complaints) {
        this.spec = spec;
        this.complaints = complaints;
    }

    /// Empty if the resource asks for nothing.
    List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < spec.dataFrom().size(); i++) {
            source("spec.dataFrom[" + i + "]", spec.dataFrom().get(i), entries);
        }
        for (int i = 0; i < spec.data().size(); i++) {
            entries.add(single("spec.data[" + i + "]", spec.data().get(i)));
        }
        return entries;
    }

    private Entry single(String place, DataEntry entry) {
        checkKey(place + ".secretKey", entry.secretKey());
        var store = store(place, entry.sourceRef());
        var remote = place + ".remoteRef";
        var reference = entry.remoteRef();
        // Of no meaning for a single value, but wrong is wrong.
        conversion(remote, reference);
        return new Entry.Single(
                place,
                store,
                remote(remote, reference),
                reference.property(),
                entry.secretKey(),
                decoding(remote, reference),
                refusesNullBytes(remote, reference));
    }

    private void source(String place, DataSource source, List<Entry> entries) {
        boolean generated = source.sourceRef() != null && source.sourceRef().generatorRef() != null;
        long kinds = Stream.of(source.extract() != null, source.find() != null, generated)
                .filter(there -> there)
                .count();
        if (kinds != 1) {
            complaints.invalid(
                    place,
                    kinds == 0 ? "names nothing to read" : "names more than one thing to read",
                    "give it one of extract, find and sourceRef.generatorRef");
            return;
        }
        complaints.refuse(source.find() != null, place + ".find");
        complaints.refuse(!source.rewrite().isEmpty(), place + ".rewrite");
        var store = store(place, source.sourceRef());
        if (source.extract() != null) {
            entries.add(extract(place + ".extract", store, source.extract()));
        }
    }

    private Entry extract(String place, StoreRef store, RemoteReference reference) {
        return new Entry.Extract(
                place,
                store,
                remote(place, reference),
                reference.property(),
                conversion(place, reference),
                decoding(place, reference),
                refusesNullBytes(place, reference));
    }

    /// The store of an entry: its own, or that of the resource.
    private StoreRef store(String place, @Nullable SourceReference source) {
        if (source == null) {
            return store(spec.secretStoreRef(), "spec.secretStoreRef", place);
        }
        if (source.generatorRef() != null) {
            complaints.notServed(place + ".sourceRef.generatorRef");
            return StoreRef.OWN_FILES;
        }
        return store(source.storeRef(), place + ".sourceRef.storeRef", place);
    }

    private StoreRef store(@Nullable StoreReference reference, String place, String entry) {
        if (reference == null) {
            complaints.invalid(entry, "has no store", "name one in " + place);
            return StoreRef.OWN_FILES;
        }
        // A store's name is one of the same shape as a Secret's.
        if (!SecretName.isValid("any", reference.name())) {
            complaints.invalid(
                    place + ".name", "is not a valid name of a store", "name a SecretStore or ClusterSecretStore");
        }
        var kind = complaints.choice(place + ".kind", reference.kind(), KINDS, StoreRef.Kind.NAMESPACED);
        return new StoreRef(kind, reference.name());
    }

    private RemoteRef remote(String place, RemoteReference reference) {
        if (reference.key().isEmpty()) {
            complaints.invalid(place + ".key", "is empty", "give the name of the secret in the store");
        }
        var facet = complaints.choice(place + ".metadataPolicy", reference.metadataPolicy(), FACETS, Facet.VALUE);
        return new RemoteRef(reference.key(), reference.version(), facet);
    }

    private Conversion conversion(String place, RemoteReference reference) {
        return complaints.choice(
                place + ".conversionStrategy", reference.conversionStrategy(), CONVERSIONS, Conversion.DEFAULT);
    }

    private Decoding decoding(String place, RemoteReference reference) {
        return complaints.choice(place + ".decodingStrategy", reference.decodingStrategy(), DECODINGS, Decoding.NONE);
    }

    private boolean refusesNullBytes(String place, RemoteReference reference) {
        return complaints.choice(place + ".nullBytePolicy", reference.nullBytePolicy(), NULL_BYTES, false);
    }

    /// As the API server checks it (Kubernetes 1.36): the name of a file, and none that leads upwards.
    private void checkKey(String place, String key) {
        if (!KEY.matcher(key).matches() || key.equals(".") || key.startsWith("..")) {
            complaints.invalid(
                    place,
                    "is not a valid key of a Secret",
                    "use at most 253 letters, digits, dashes, dots and underscores");
        }
    }
}
