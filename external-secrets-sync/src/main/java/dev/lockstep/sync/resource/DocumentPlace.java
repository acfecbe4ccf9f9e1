package dev.lockstep.sync.resource;

import dev.lockstep.sync.engine.SyncError;
import java.util.Map;

/// Knows where an object stands in a source: its file, and the line of each of its fields.
///
/// @param resource `ExternalSecret shop/db`; empty as long as its name is not known
/// @param lines by field, `spec.data[0]`; the object itself has the empty name
public record DocumentPlace(String file, String resource, Map<String, Integer> lines) {
    public DocumentPlace {
        lines = Map.copyOf(lines);
    }

    /// The same fault with file, line and object before its place.
    public SyncError locate(SyncError error) {
        var place = file + ":" + line(error.where());
        return error.in(resource.isEmpty() ? place : place + ": " + resource);
    }

    /// The line of a field, or of the nearest one around it.
    private int line(String where) {
        // A place may have words behind it: `spec.data[0] (key: db)`.
        int blank = where.indexOf(' ');
        var field = blank < 0 ? where : where.substring(0, blank);
        while (!lines.containsKey(field) && !field.isEmpty()) {
            int end = Math.max(field.lastIndexOf('.'), field.lastIndexOf('['));
            field = end < 0 ? "" : field.substring(0, end);
        }
        return lines.getOrDefault(field, 1);
    }
}
