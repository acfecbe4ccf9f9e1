package dev.lockstep.flags;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Prints the help of a command, laid out by picocli from the flags that [Arguments] reads. Nothing of picocli is
/// loaded before help is asked for.
public final class HelpPage {
    private static final int WIDTH = 100;
    private static final String UNDER_USAGE = "       ";

    private final List<String> usage;
    private final List<String> description;
    private final Map<String, String> commands = new LinkedHashMap<>();
    private final List<Flag<?>> flags = new ArrayList<>();
    private final List<String> footer = new ArrayList<>();

    /// @param usage how to call it, one line for each way
    /// @param description paragraphs
    public HelpPage(List<String> usage, List<String> description) {
        this.usage = List.copyOf(usage);
        this.description = List.copyOf(description);
    }

    public HelpPage command(String name, String summary) {
        commands.put(name, summary);
        return this;
    }

    public HelpPage flags(List<Flag<?>> more) {
        flags.addAll(more);
        return this;
    }

    /// Another line at the end.
    public HelpPage footer(String line) {
        footer.add(line);
        return this;
    }

    public String text() {
        var spec = CommandSpec.create();
        spec.usageMessage()
                .width(WIDTH)
                .customSynopsis(synopsis())
                .description(description())
                .sortOptions(false)
                .commandListHeading("%nCommands:%n")
                .optionListHeading("%nFlags:%n")
                .footer(footer())
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
        commands.forEach((name, summary) -> {
            var below = CommandSpec.create();
            below.usageMessage().description(plain(summary));
            spec.addSubcommand(name, below);
        });
        String text = new CommandLine(spec).getUsageMessage(Ansi.OFF);
        return text.endsWith("\n") ? text : text + "\n";
    }

    private String[] synopsis() {
        var lines = new String[usage.size()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = (i == 0 ? "" : UNDER_USAGE) + plain(usage.get(i));
        }
        return lines;
    }

    /// With an empty line before each paragraph.
    private String[] description() {
        var lines = new ArrayList<String>();
        for (var paragraph : description) {
            lines.add("");
            lines.add(plain(paragraph));
        }
        return lines.toArray(String[]::new);
    }

    private String[] footer() {
        var lines = new ArrayList<String>();
        for (var line : footer) {
            if (lines.isEmpty()) {
                lines.add("");
            }
            lines.add(plain(line));
        }
        return lines.toArray(String[]::new);
    }

    private static OptionSpec option(Flag<?> flag) {
        String variable = flag.variable().isEmpty() ? "" : " [" + flag.variable() + "]";
        var option = OptionSpec.builder(flag.names().toArray(String[]::new)).description(plain(flag.help() + variable));
        if (flag.isSwitch()) {
            option.arity("0");
        } else {
            option.arity("1").paramLabel(flag.placeholder()).type(String.class);
        }
        return option.build();
    }

    /// A percent sign is a format directive in picocli.
    private static String plain(String text) {
        return text.replace("%", "%%");
    }
}
