import java.util.Locale;

/// The lines of the result. A figure without a budget says `-` in its last column.
final class Table {
    private Table() {}

    static void head() {
        System.out.printf("%-28s %-22s %12s %12s %12s  %s%n", "what", "budget", "ours", "beside", "ratio", "verdict");
    }

    /// @param beside what ours is divided by; 0 if there is nothing
    static void line(String what, String budget, double ours, double beside, String unit, boolean met) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %-22s %12s %12s %12s  %s%n",
                what,
                budget,
                figure(ours, unit),
                beside == 0 ? "-" : figure(beside, unit),
                beside == 0 ? "-" : String.format(Locale.ROOT, "%.2f", ours / beside),
                budget.equals("-") ? "-" : met ? "met" : "MISSED");
    }

    private static String figure(double value, String unit) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.0f %s", value, unit);
    }
}
