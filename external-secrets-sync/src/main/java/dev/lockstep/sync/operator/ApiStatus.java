package dev.lockstep.sync.operator;

import java.net.HttpURLConnection;

/// What the statuses of the API server's answers mean for whoever runs this program.
final class ApiStatus {
    /// In the place of a status: there was no answer.
    static final int NO_ANSWER = 0;

    static final int OK = HttpURLConnection.HTTP_OK;
    static final int UNAUTHORIZED = HttpURLConnection.HTTP_UNAUTHORIZED;
    static final int FORBIDDEN = HttpURLConnection.HTTP_FORBIDDEN;
    static final int NOT_FOUND = HttpURLConnection.HTTP_NOT_FOUND;
    static final int CONFLICT = HttpURLConnection.HTTP_CONFLICT;

    private ApiStatus() {}

    /// An order to the reader.
    ///
    /// @param forbidden the order if the account lacks a right
    /// @param notFound the order if something is not there
    static String advice(int status, String forbidden, String notFound) {
        return switch (status) {
            case NO_ANSWER -> "see that the API server can be reached from here";
            case UNAUTHORIZED -> "renew the token or certificate that the program goes by";
            case FORBIDDEN -> forbidden;
            case NOT_FOUND -> notFound;
            default -> "see what the API server logs of it";
        };
    }
}
