package dev.lockstep.sync.resource;

import java.io.File;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/// Isolates JGit from the machine's configuration: without environment, without the user's and the system's Git
/// configuration, which it would otherwise look for by running `git`, and to which it would write.
final class IsolatedSystem extends SystemReader {
    /// What JGit would find out by writing files into the repository: how fine the time stamps of files are. Cautious,
    /// so that a change within this time is still seen.
    private static final String FILE_SYSTEM = "filesystem";

    private static final long TIME_STAMP_RESOLUTION_SECONDS = 2;

    private IsolatedSystem() {}

    /// Takes effect for the whole process; JGit knows no narrower way.
    static void install() {
        SystemReader.setInstance(new IsolatedSystem());
    }

    @Override
    public String getHostname() {
        return "localhost";
    }

    @Override
    public @Nullable String getenv(String variable) {
        return null;
    }

    @Override
    public String getProperty(String key) {
        return System.getProperty(key);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(fs);
    }

    @Override
    @SuppressWarnings("deprecation") // abstract, so there is no way around
    public long getCurrentTime() {
        return System.currentTimeMillis();
    }

    @Override
    @SuppressWarnings("deprecation")
    public int getTimezone(long when) {
        return TimeZone.getDefault().getOffset(when) / 60_000;
    }

    /// A configuration without a file, to be neither read nor written.
    private static final class Nothing extends FileBasedConfig {
        Nothing(FS fs) {
            super(null, new File("no-configuration"), fs);
        }

        @Override
        public void load() {}

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public void save() {}

        @Override
        public long getTimeUnit(String section, String subsection, String name, long fallback, TimeUnit unit) {
            return section.equals(FILE_SYSTEM)
                    ? unit.convert(TIME_STAMP_RESOLUTION_SECONDS, TimeUnit.SECONDS)
                    : fallback;
        }
    }
}
