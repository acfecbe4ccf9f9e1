package dev.lockstep.sync.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;

/// The spec for one Secret in the namespace of this resource.
@Group("external-secrets.io")
@Version("v1")
@Kind("ExternalSecret")
@Plural("externalsecrets")
@ShortNames("es")
@Categories("external-secrets")
@Labels("external-secrets.io/component=controller")
@AdditionalSelectableField(jsonPath = ".spec.secretStoreRef.name")
@AdditionalSelectableField(jsonPath = ".spec.secretStoreRef.kind")
@AdditionalPrinterColumn(name = "StoreType", jsonPath = ".spec.secretStoreRef.kind", type = Type.STRING)
@AdditionalPrinterColumn(name = "Store", jsonPath = ".spec.secretStoreRef.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Refresh Interval", jsonPath = ".spec.refreshInterval", type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "Last Sync", jsonPath = ".status.refreshTime", type = Type.DATE)
public final class ExternalSecret extends CustomResource<ExternalSecretSpec, ExternalSecretStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected ExternalSecretSpec initSpec() {
        return ExternalSecretSpec.EMPTY;
    }

    @Override
    protected ExternalSecretStatus initStatus() {
        return ExternalSecretStatus.NONE;
    }

    /// Never null, also if null is given for it.
    @Override
    public ExternalSecretSpec getSpec() {
        return Objects.requireNonNullElse(super.getSpec(), ExternalSecretSpec.EMPTY);
    }

    /// Never null, also if null is given for it.
    @Override
    public ExternalSecretStatus getStatus() {
        return Objects.requireNonNullElse(super.getStatus(), ExternalSecretStatus.NONE);
    }
}
