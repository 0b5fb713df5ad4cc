/**
 * The rules of the house as tests. Rules on classes read byte code with ArchUnit; rules on files
 * read the sources.
 */
@NullMarked
package redoubt.architecture;

import org.jspecify.annotations.NullMarked;
