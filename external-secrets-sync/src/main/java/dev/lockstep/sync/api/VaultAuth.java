package dev.lockstep.sync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `spec.provider.vault.auth`: exactly one of the methods, and the Vault namespace it is mounted in.
@JsonIgnoreProperties(ignoreUnknown = true)
public record VaultAuth(
        @JsonPropertyDescription("The Vault namespace to log in to, if it is not that of the engine.") @Nullable
        String namespace,

        @JsonPropertyDescription("A token as it is.") @Nullable
        SecretKeySelector tokenSecretRef,

        @JsonPropertyDescription("AppRole.") @Nullable AppRole appRole,

        @JsonPropertyDescription("The token of a ServiceAccount.") @Nullable
        Kubernetes kubernetes,

        @JsonPropertyDescription("LDAP.") @Nullable Login ldap,

        @JsonPropertyDescription("User name and password.") @Nullable
        UserPass userPass,

        @JsonPropertyDescription("A JWT, or one issued for a ServiceAccount.") @Nullable
        Jwt jwt,

        @JsonPropertyDescription("A client certificate.") @Nullable
        Cert cert,

        @JsonPropertyDescription("AWS IAM.") @Nullable Iam iam,

        @JsonPropertyDescription("Google Cloud IAM.") @Nullable
        Gcp gcp) {

    /// A role and its secret; the role's id stands here or in a Secret.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AppRole(
            @JsonPropertyDescription("The mount of the method.") @Required @Default("approle") @Nullable
            String path,

            @JsonPropertyDescription("The role's id.") @Nullable
            String roleId,

            @JsonPropertyDescription("Where the role's id is, if not in roleId.") @Nullable
            SecretKeySelector roleRef,

            @JsonPropertyDescription("Where the role's secret id is.") @Required @Nullable
            SecretKeySelector secretRef) {}

    /// A ServiceAccount's token: issued for the login, or as it is in a Secret, or that of this process.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Kubernetes(
            @JsonPropertyDescription("The mount of the method.") @Required @Default("kubernetes") @Nullable
            String mountPath,

            @JsonPropertyDescription("The role to log in as.") @Required @Nullable
            String role,

            @JsonPropertyDescription("The ServiceAccount that a token is issued for.") @Nullable
            ServiceAccountSelector serviceAccountRef,

            @JsonPropertyDescription("Where a ServiceAccount's token is; its key is token if none is named.") @Nullable
            SecretKeySelector secretRef) {}

    /// A user and the Secret with the password, for LDAP.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Login(
            @JsonPropertyDescription("The mount of the method.") @Required @Default("ldap") @Nullable
            String path,

            @JsonPropertyDescription("The user.") @Required @Nullable
            String username,

            @JsonPropertyDescription("Where the password is.") @Nullable
            SecretKeySelector secretRef) {}

    /// A user and the Secret with the password.
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record UserPass(
            @JsonPropertyDescription("The mount of the method.") @Required @Default("userpass") @Nullable
            String path,

            @JsonPropertyDescription("The user.") @Required @Nullable
            String username,

            @JsonPropertyDescription("Where the password is.") @Nullable
            SecretKeySelector secretRef) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Jwt(
            @JsonPropertyDescription("The mount of the method.") @Required @Default("jwt") @Nullable
            String path,

            @JsonPropertyDescription("The role to log in as.") @Nullable
            String role,

            @JsonPropertyDescription("Where a token is.") @Nullable
            SecretKeySelector secretRef,

            @JsonPropertyDescription("The ServiceAccount that a token is issued for.") @Nullable
            ServiceAccountToken kubernetesServiceAccountToken) {}

    /// A token to be issued.
    ///
    /// @param audiences of old; those of the selector are added
    /// @param expirationSeconds of old
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ServiceAccountToken(
            @JsonPropertyDescription("The ServiceAccount.") @Required @Nullable
            ServiceAccountSelector serviceAccountRef,

            @JsonPropertyDescription("Deprecated: name the audiences in serviceAccountRef.") @Nullable
            List<String> audiences,

            @JsonPropertyDescription("Deprecated: how long the token is good.") @Nullable
            Long expirationSeconds) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Cert(
            @JsonPropertyDescription("The mount of the method.") @Default("cert") @Nullable
            String path,

            @JsonPropertyDescription("The role to log in as.") @Nullable
            String vaultRole,

            @JsonPropertyDescription("Where the certificate is.") @Nullable
            SecretKeySelector clientCert,

            @JsonPropertyDescription("Where its key is.") @Nullable
            SecretKeySelector secretRef) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Iam(
            @JsonPropertyDescription("The mount of the method.") @Nullable
            String path,

            @JsonPropertyDescription("The region whose STS is asked.") @Nullable
            String region,

            @JsonPropertyDescription("The AWS role to take on first.") @Nullable
            String role,

            @JsonPropertyDescription("The Vault role to log in as.") @Required @Nullable
            String vaultRole,

            @JsonPropertyDescription("The external id that the AWS role demands.") @Nullable
            String externalID,

            @JsonPropertyDescription("The value of the server id header that Vault demands.") @Nullable
            String vaultAwsIamServerID,

            @JsonPropertyDescription("Where access keys are.") @Nullable
            AwsKeys secretRef,

            @JsonPropertyDescription("The ServiceAccount to be exchanged for an AWS role.") @Nullable
            AwsJwt jwt) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsKeys(
            @JsonPropertyDescription("Where the access key's id is.") @Nullable
            SecretKeySelector accessKeyIDSecretRef,

            @JsonPropertyDescription("Where the secret access key is.") @Nullable
            SecretKeySelector secretAccessKeySecretRef,

            @JsonPropertyDescription("Where the session token is.") @Nullable
            SecretKeySelector sessionTokenSecretRef) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsJwt(
            @JsonPropertyDescription("The ServiceAccount.") @Nullable
            ServiceAccountSelector serviceAccountRef) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Gcp(
            @JsonPropertyDescription("The mount of the method.") @Default("gcp") @Nullable
            String path,

            @JsonPropertyDescription("The role to log in as.") @Required @Nullable
            String role,

            @JsonPropertyDescription("The project of the cluster.") @Nullable
            String projectID,

            @JsonPropertyDescription("Where the cluster is.") @Nullable
            String location,

            @JsonPropertyDescription("Where an account's key is.") @Nullable
            GcpKey secretRef,

            @JsonPropertyDescription("The ServiceAccount to be exchanged for an account of Google Cloud.") @Nullable
            WorkloadIdentity workloadIdentity,

            @JsonPropertyDescription("The ServiceAccount in whose name to ask.") @Nullable
            ServiceAccountSelector serviceAccountRef) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record GcpKey(
            @JsonPropertyDescription("Where the key is, in JSON.") @Nullable
            SecretKeySelector secretAccessKeySecretRef) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record WorkloadIdentity(
            @JsonPropertyDescription("The ServiceAccount.") @Required @Nullable
            ServiceAccountSelector serviceAccountRef,

            @JsonPropertyDescription("Where the cluster is, if not here.") @Nullable
            String clusterLocation,

            @JsonPropertyDescription("The cluster's name, if not this one.") @Nullable
            String clusterName,

            @JsonPropertyDescription("The cluster's project, if not this one.") @Nullable
            String clusterProjectID) {}
}
