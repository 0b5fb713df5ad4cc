@NullMarked
package redoubt.encryption.console;

import org.jspecify.annotations.NullMarked;
