package dev.lockstep.sync.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;

/// A store of the secrets of one namespace: the resource `SecretStore`.
@Group("external-secrets.io")
@Version("v1")
@Kind("SecretStore")
@Singular("secretstore")
@Plural("secretstores")
@ShortNames("ss")
@Categories("external-secrets")
@Labels("external-secrets.io/component=controller")
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
        name = "Status",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = Type.STRING)
@AdditionalPrinterColumn(name = "Capabilities", jsonPath = ".status.capabilities", type = Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = Type.STRING)
public final class SecretStoreResource extends CustomResource<StoreSpec, StoreStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected StoreSpec initSpec() {
        return StoreSpec.EMPTY;
    }

    @Override
    protected StoreStatus initStatus() {
        return StoreStatus.NONE;
    }

    /// Never null, also if null is given for it.
    @Override
    public StoreSpec getSpec() {
        return Objects.requireNonNullElse(super.getSpec(), StoreSpec.EMPTY);
    }

    /// Never null, also if null is given for it.
    @Override
    public StoreStatus getStatus() {
        return Objects.requireNonNullElse(super.getStatus(), StoreStatus.NONE);
    }
}
