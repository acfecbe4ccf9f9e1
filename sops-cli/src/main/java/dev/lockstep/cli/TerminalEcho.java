package dev.lockstep.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// A terminal that does not show what is typed, until it is closed; also when the program is told to end before. The
/// JDK's own `Console` does this only while both standard streams are terminals.
///
/// Calls `tcgetattr` and `tcsetattr` of the C library on a `termios` whose `c_lflag` is the fourth number: 32 bits each
/// in Linux, 64 in macOS.
final class TerminalEcho implements AutoCloseable {
    private static final int READ_WRITE = 2;
    private static final int AFTER_FLUSH = 2;
    private static final int ECHO = 8;
    /// More than any system's `termios`.
    private static final int TERMIOS_SIZE = 256;

    private final Calls calls;
    private final Arena arena;
    private final int descriptor;
    private final MemorySegment shown;
    private final Thread hook = new Thread(this::restore);

    private TerminalEcho(Calls calls, Arena arena, int descriptor, MemorySegment shown) {
        this.calls = calls;
        this.arena = arena;
        this.descriptor = descriptor;
        this.shown = shown;
    }

    /// @throws IOException if there is no such terminal, or its settings cannot be changed
    static TerminalEcho off(String terminal) throws IOException {
        var calls = new Calls();
        // Shared: the hook restores from a thread of its own.
        var arena = Arena.ofShared();
        try {
            int descriptor = calls.open(arena.allocateFrom(terminal));
            var shown = arena.allocate(TERMIOS_SIZE, Long.BYTES);
            calls.get(descriptor, shown);
            var hidden = arena.allocate(TERMIOS_SIZE, Long.BYTES).copyFrom(shown);
            boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
            if (mac) {
                hidden.setAtIndex(ValueLayout.JAVA_LONG, 3, hidden.getAtIndex(ValueLayout.JAVA_LONG, 3) & ~ECHO);
            } else {
                hidden.setAtIndex(ValueLayout.JAVA_INT, 3, hidden.getAtIndex(ValueLayout.JAVA_INT, 3) & ~ECHO);
            }
            var echo = new TerminalEcho(calls, arena, descriptor, shown);
            Runtime.getRuntime().addShutdownHook(echo.hook);
            calls.set(descriptor, hidden);
            return echo;
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private void restore() {
        try {
            calls.set(descriptor, shown);
        } catch (IOException e) {
            // The terminal is gone; there is nothing to restore.
        }
    }

    @Override
    public void close() throws IOException {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the program is ending, and the hook may still need the memory
        }
        calls.close(descriptor);
        arena.close();
    }

    /// The four functions of the C library.
    private static final class Calls {
        private static final FunctionDescriptor INT_OF_POINTER_INT =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        private static final FunctionDescriptor INT_OF_INT_POINTER =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        private static final FunctionDescriptor INT_OF_INT_INT_POINTER = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
        private static final FunctionDescriptor INT_OF_INT =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

        private final MethodHandle open = handle("open", INT_OF_POINTER_INT);
        private final MethodHandle get = handle("tcgetattr", INT_OF_INT_POINTER);
        private final MethodHandle set = handle("tcsetattr", INT_OF_INT_INT_POINTER);
        private final MethodHandle close = handle("close", INT_OF_INT);

        // Allowed by --enable-native-access among the flags of the image.
        @SuppressWarnings("restricted")
        private static MethodHandle handle(String name, FunctionDescriptor type) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
        }

        int open(MemorySegment path) throws IOException {
            return checked("open", () -> (int) open.invokeExact(path, READ_WRITE));
        }

        void get(int descriptor, MemorySegment termios) throws IOException {
            checked("tcgetattr", () -> (int) get.invokeExact(descriptor, termios));
        }

        void set(int descriptor, MemorySegment termios) throws IOException {
            checked("tcsetattr", () -> (int) set.invokeExact(descriptor, AFTER_FLUSH, termios));
        }

        void close(int descriptor) throws IOException {
            checked("close", () -> (int) close.invokeExact(descriptor));
        }

        private interface Call {
            int run() throws Throwable;
        }

        private static int checked(String name, Call call) throws IOException {
            int result;
            try {
                result = call.run();
            } catch (Throwable e) {
                throw new IllegalStateException(name + " of the C library cannot be called", e);
            }
            if (result < 0) {
                throw new IOException(name + " failed");
            }
            return result;
        }
    }
}
