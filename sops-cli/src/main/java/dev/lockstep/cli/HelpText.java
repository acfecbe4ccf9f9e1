package dev.lockstep.cli;

import dev.lockstep.flags.HelpPage;
import java.util.List;

/// Says what the help of the program and of its commands holds.
final class HelpText {
    private HelpText() {}

    static String ofProgram(String programName) {
        var page = new HelpPage(
                        List.of(
                                programName + " COMMAND [FLAGS] [FILE]",
                                programName
                                        + " -d|-e [FLAGS] FILE     the old form; takes the flags of the command, before FILE"),
                        List.of(
                                "Encrypts and decrypts files of secrets that are kept in Git, as sops does. Everything but the secrets stays as it is."))
                .flags(RootFlags.SHOWN)
                .footer(
                        "Not in this version: edit, rotate, set, unset, updatekeys, groups, exec-env, exec-file, publish, keyservice.")
                .footer("Exit codes are those of sops; " + programName + " COMMAND --help tells more.");
        for (var command : Commands.built()) {
            page.command(command.name(), command.summary());
        }
        return page.text();
    }

    static String ofCommand(String programName, Command command) {
        var page = new HelpPage(
                        List.of(programName + " " + command.name() + " [FLAGS] " + command.operands()),
                        List.of(command.summary()))
                .flags(command.flags());
        if (!command.details().isEmpty()) {
            page.footer(command.details());
        }
        return page.text();
    }
}
