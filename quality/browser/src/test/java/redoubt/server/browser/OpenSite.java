package redoubt.server.browser;

import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tests the one server and the one browser, which close after the last test of all. */
final class OpenSite implements ParameterResolver, AfterEachCallback {
  private static final Namespace HERE = Namespace.create(OpenSite.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return Set.of(Site.class, Browser.class).contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Site.class ? site(test) : browser(test);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Browser open = test.getRoot().getStore(HERE).get(Browser.class, Browser.class);
    if (open != null) {
      open.closeVisits();
    }
  }

  private static Site site(ExtensionContext test) {
    return test.getRoot().getStore(HERE).computeIfAbsent(Site.class, it -> Site.open(), Site.class);
  }

  private static Browser browser(ExtensionContext test) {
    Site site = site(test);
    return test.getRoot()
        .getStore(HERE)
        .computeIfAbsent(Browser.class, it -> Browser.open(site), Browser.class);
  }
}
