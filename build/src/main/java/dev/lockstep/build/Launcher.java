package dev.lockstep.build;

import java.util.Properties;

/// Writes the shell script that starts an image, from what the recipe says.
final class Launcher {
    private static final String TEMPLATE = """
            #!/bin/sh
            # Starts the program of the image that this file is part of; symbolic links to it are followed.

            # The next file that the JVM opens would become a standard stream that is closed. It stays closed to the program: reading
            # and writing fail.
            true 3>&2 || exec 2>/dev/null
            { true 3<&0; } 2>/dev/null || exec 0>/dev/null
            { true 3>&1; } 2>/dev/null || exec 1</dev/null

            here=$0
            case $here in */*) ;; *) here=./$here ;; esac
            while [ -h "$here" ]; do
              link=$(readlink "$here")
              case $link in /*) here=$link ;; *) here=${here%/*}/$link ;; esac
            done
            home=${here%/*}/..
            case $home in /*) ;; *) home=$PWD/$home ;; esac
            runtime=$home/runtime
            cache=$home/@CACHE@
            more=

            if [ -t 2 ] && [ "${TERM-dumb}" != dumb ]; then more=-Dlockstep.terminal=true; fi

            # A JVM needs a working directory. Without one, nothing that is named relative to it can be found.
            if ! [ -d "$PWD" ] && [ -z "$(pwd -P 2>/dev/null)" ]; then
              cd /
              more="$more -Duser.dir=/nonexistent"
            fi

            # It takes its own path apart at colons, too. So it starts from a path without one: a folder of links and of the three files by
            # which it finds itself, which is removed when this process has ended.
            case $home in
            *:*)
              runtime=$(mktemp -d /tmp/lockstep.XXXXXXXX) || exit 1
              (
                trap '' HUP INT QUIT TERM
                while kill -0 $$; do sleep 1; done
                rm -rf "$runtime"
              ) </dev/null >/dev/null 2>&1 &
              mkdir -p "$runtime/bin" "$runtime/lib/server"
              ln -s "$home/runtime/conf" "$home/runtime/release" "$runtime"
              for file in "$home"/runtime/lib/*; do
                case $file in */libjli.so | */server) ;; *) ln -s "$file" "$runtime/lib" ;; esac
              done
              ln -s "$cache" "$runtime/cache"
              cache=$runtime/cache
              cp "$home/runtime/bin/java" "$runtime/bin"
              cp "$home/runtime/lib/libjli.so" "$runtime/lib"
              cp "$home/runtime/lib/server/libjvm.so" "$runtime/lib/server" || exit 1
              ;;
            esac
            if ! [ -r "$runtime/lib/modules" ]; then
              echo "${0##*/}: $home is no complete installation: runtime/lib/modules cannot be read" >&2
              exit 1
            fi

            # The JVM reads file names and variables as the locale says, and options from variables that are meant for other
            # programs. What is changed here is held for the processes that the program starts: `=value`, or empty for unset.
            export LOCKSTEP_HELD_LC_ALL="${LC_ALL+=$LC_ALL}" LC_ALL=C.UTF-8
            if [ "${JAVA_TOOL_OPTIONS+x}${JDK_JAVA_OPTIONS+x}${_JAVA_OPTIONS+x}" ]; then
              export LOCKSTEP_HELD_JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS+=$JAVA_TOOL_OPTIONS}"
              export LOCKSTEP_HELD_JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS+=$JDK_JAVA_OPTIONS}"
              export LOCKSTEP_HELD__JAVA_OPTIONS="${_JAVA_OPTIONS+=$_JAVA_OPTIONS}"
              unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
            fi
            @SETUP@
            exec "$runtime/bin/java" @FLAGS@ $more -XX:AOTCache="$cache" \\
              -Dlockstep.name="${0##*/}" -m @MODULE@/@MAIN@ "$@"
            """;

    private Launcher() {}

    /// @param recipe what stands in `image.properties`
    /// @param cache where the AOT cache lies, from the image on
    static String text(Properties recipe, String cache) {
        return TEMPLATE.replace("@SETUP@\n", environment(recipe) + largeInput(recipe))
                .replace("@FLAGS@", String.join(" ", recipe.getProperty("flags").split(" +")))
                .replace("@CACHE@", cache)
                .replace("@MODULE@", ApplicationModule.NAME)
                .replace("@MAIN@", recipe.getProperty("main"));
    }

    private static String environment(Properties recipe) {
        var variable = recipe.getProperty("environment");
        return variable == null ? "" : "export " + variable + "\n";
    }

    /// What lets the optimizing compiler work too when the arguments tell of a large input, where it pays, and keeps
    /// what it leaves behind small.
    private static String largeInput(Properties recipe) {
        var word = recipe.getProperty("large");
        return word == null
                ? ""
                : "case \" $* \" in *-%s[=\\ ]*) more=\"$more -XX:TieredStopAtLevel=4 -XX:MaxNewSize=16m\" ;; esac\n"
                        .formatted(word);
    }
}
