package dev.lockstep.sync.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Exports the process metrics of Prometheus clients, read from Linux's `/proc`; what is not there is left out.
final class ProcessFigures implements Exposition.Source {
    /// `USER_HZ`: 100 on every platform that Linux runs Java on.
    private static final double TICKS = 100;

    private static final double KIB = 1024;

    private final Path proc;

    /// @param proc `/proc`
    ProcessFigures(Path proc) {
        this.proc = proc;
    }

    @Override
    public void write(Exposition page) {
        try {
            // The name in parentheses may hold anything, spaces too.
            var stat = Files.readString(proc.resolve("self/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            page.family("process_cpu_seconds_total", "counter", "User and system CPU time in seconds")
                    .line((Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS);
            page.family("process_start_time_seconds", "gauge", "Start of the process in seconds since 1970")
                    .line(bootTime() + Long.parseLong(fields[19]) / TICKS);
            page.family("process_virtual_memory_bytes", "gauge", "Virtual memory in bytes")
                    .line(Long.parseLong(fields[20]));
            page.family("process_resident_memory_bytes", "gauge", "Resident memory in bytes")
                    .line(figure("self/status", "VmRSS:") * KIB);
            page.family("process_open_fds", "gauge", "Open file descriptors").line(descriptors());
            page.family("process_max_fds", "gauge", "The most file descriptors that may be open")
                    .line(figure("self/limits", "Max open files"));
        } catch (IOException | RuntimeException e) {
            return; // no Linux, or no /proc: what was written so far is whole lines
        }
    }

    private double bootTime() throws IOException {
        return figure("stat", "btime");
    }

    /// The first number of the line that begins so.
    private double figure(String file, String line) throws IOException {
        try (var lines = Files.lines(proc.resolve(file))) {
            return lines.filter(text -> text.startsWith(line))
                    .mapToLong(text ->
                            Long.parseLong(text.substring(line.length()).strip().split("\\s")[0]))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private long descriptors() throws IOException {
        try (var open = Files.list(proc.resolve("self/fd"))) {
            return open.count();
        }
    }
}
