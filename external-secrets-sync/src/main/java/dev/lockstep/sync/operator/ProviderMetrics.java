package dev.lockstep.sync.operator;

import dev.lockstep.sync.store.ProviderCalls;

/// Writes how many requests there were to the services behind stores, as ESO 2.9 does.
record ProviderMetrics(ProviderCalls calls) implements Exposition.Source {
    @Override
    public void write(Exposition page) {
        page.family(
                "externalsecret_provider_api_calls_count",
                "counter",
                "Number of API calls towards the secret provider");
        calls.each((call, count) -> page.line(
                count,
                "call",
                call.call(),
                "provider",
                call.provider(),
                "status",
                call.succeeded() ? "success" : "error"));
    }
}
