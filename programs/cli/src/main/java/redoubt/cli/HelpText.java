package redoubt.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Help shows a command's own options; those of every command are told once, by the root. */
final class HelpText {
  private static final int WIDTH = 100;

  private HelpText() {}

  static void arrange(CommandLine command, boolean colours) {
    command
        .setUsageHelpWidth(WIDTH)
        .setUsageHelpLongOptionsMaxWidth(34)
        .setColorScheme(Help.defaultColorScheme(colours ? Help.Ansi.ON : Help.Ansi.OFF));
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    usage.parameterListHeading("%n");
    usage.optionListHeading("%n");
    if (usage.footer().length > 0) {
      usage.footerHeading("%n");
    }
    if (!command.getSubcommands().isEmpty()) {
      usage.commandListHeading("%nCommands:%n");
    }
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::ownOptions);
    command.getSubcommands().values().forEach(sub -> arrange(sub, colours));
  }

  private static String ownOptions(Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream()
            .filter(option -> !option.inherited() && !option.hidden())
            .toList();
    StringBuilder text = new StringBuilder();
    if (!own.isEmpty()) {
      Help.Layout layout = help.createDefaultLayout(own, List.of(), help.colorScheme());
      layout.addOptions(own, help.parameterLabelRenderer());
      text.append(layout);
    }
    if (help.commandSpec().parent() != null) {
      text.append("Every command also takes -o, --server, --ca, --apikey-file, --instance and -h;")
          .append(" see redoubt --help.\n");
    }
    return text.toString();
  }
}
