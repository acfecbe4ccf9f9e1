package dev.lockstep.sync.operator;

import java.net.HttpURLConnection;

/// Names the statuses of the API server's answers that decide something here.
final class ApiStatus {
    static final int OK = HttpURLConnection.HTTP_OK;
    static final int UNAUTHORIZED = HttpURLConnection.HTTP_UNAUTHORIZED;
    static final int FORBIDDEN = HttpURLConnection.HTTP_FORBIDDEN;
    static final int NOT_FOUND = HttpURLConnection.HTTP_NOT_FOUND;
    static final int CONFLICT = HttpURLConnection.HTTP_CONFLICT;

    private ApiStatus() {}
}
