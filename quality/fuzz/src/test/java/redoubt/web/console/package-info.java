@NullMarked
package redoubt.web.console;

import org.jspecify.annotations.NullMarked;
