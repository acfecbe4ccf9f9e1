package dev.lockstep.cli;

import java.util.List;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Prints the help, laid out by picocli from the same flags that [Arguments] reads. Nothing of picocli is loaded before
/// help is asked for.
final class HelpText {
    private static final int WIDTH = 100;

    private HelpText() {}

    static String ofProgram(String programName) {
        var spec = spec(
                programName,
                "Encrypts and decrypts files of secrets that are kept in Git, as sops does. Everything but the secrets stays as it is.",
                RootFlags.SHOWN);
        spec.usageMessage()
                .customSynopsis(
                        programName + " COMMAND [FLAGS] [FILE]",
                        "       " + programName
                                + " -d|-e [FLAGS] FILE     the old form; takes the flags of the command, before FILE")
                .footer(
                        "",
                        "Not in this version: edit, rotate, set, unset, updatekeys, groups, exec-env, exec-file, publish, keyservice.",
                        "Exit codes are those of sops; " + programName + " COMMAND --help tells more.");
        for (var command : Commands.built()) {
            var below = CommandSpec.create();
            below.usageMessage().description(command.summary());
            spec.addSubcommand(command.name(), below);
        }
        return print(spec);
    }

    static String ofCommand(String programName, Command command) {
        var spec = spec(programName + " " + command.name(), command.summary(), command.flags());
        spec.usageMessage()
                .customSynopsis(programName + " " + command.name() + " [FLAGS] " + command.operands())
                .footer(command.details().isEmpty() ? new String[0] : new String[] {"", command.details()});
        return print(spec);
    }

    private static CommandSpec spec(String name, String summary, List<Flag<?>> flags) {
        var spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .width(WIDTH)
                .description("", summary)
                .sortOptions(false)
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nFlags:%n")
                .sectionKeys(List.of(
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                        UsageMessageSpec.SECTION_KEY_FOOTER));
        flags.forEach(flag -> spec.addOption(option(flag)));
        return spec;
    }

    private static OptionSpec option(Flag<?> flag) {
        String variable = flag.variable().isEmpty() ? "" : " [" + flag.variable() + "]";
        var option = OptionSpec.builder(flag.names().toArray(String[]::new))
                // A percent sign is a format directive in picocli.
                .description((flag.help() + variable).replace("%", "%%"));
        if (flag.isSwitch()) {
            option.arity("0");
        } else {
            option.arity("1").paramLabel(flag.placeholder()).type(String.class);
        }
        return option.build();
    }

    private static String print(CommandSpec spec) {
        String text = new picocli.CommandLine(spec).getUsageMessage(Ansi.OFF);
        return text.endsWith("\n") ? text : text + "\n";
    }
}
