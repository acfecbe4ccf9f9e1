package dev.lockstep.sync.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A policy as a table: the first row that fits decides. A cell is `*`, or alternatives separated by spaces or commas.
/// A row that never decides is dead, and a mistake.
final class PolicyTable {
    private final List<List<String>> rows = new ArrayList<>();
    private final Set<List<String>> unused = new LinkedHashSet<>();

    static PolicyTable of(String text) {
        var table = new PolicyTable();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            var cells = Arrays.stream(line.split(";")).map(String::strip).toList();
            table.rows.add(cells);
            table.unused.add(cells);
        });
        return table;
    }

    /// The last cell of the row that fits these values.
    String decision(String... values) {
        for (var row : rows) {
            if (fits(row, values)) {
                unused.remove(row);
                return row.getLast();
            }
        }
        throw new IllegalStateException("no row for " + List.of(values));
    }

    private static boolean fits(List<String> row, String... values) {
        for (int i = 0; i < values.length; i++) {
            if (!row.get(i).equals("*") && !List.of(row.get(i).split("[, ]+")).contains(values[i])) {
                return false;
            }
        }
        return row.size() == values.length + 1;
    }

    Set<List<String>> unused() {
        return unused;
    }
}
