<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="hi" sourcelanguage="en">
<context>
    <name>Badge</name>
    <message>
        <source>999+</source>
        <translation>999+</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>हटाएँ</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>CertificateDialog</name>
    <message>
        <source>The server&apos;s certificate</source>
        <translation>सर्वर का प्रमाणपत्र</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>सर्वर</translation>
    </message>
    <message>
        <source>Its certificate is</source>
        <translation>इसका प्रमाणपत्र</translation>
    </message>
    <message>
        <source>Fingerprint (SHA-256)</source>
        <translation>फ़िंगरप्रिंट (SHA-256)</translation>
    </message>
</context>
<context>
    <name>ChatApp</name>
    <message>
        <source>This computer</source>
        <translation>यह कंप्यूटर</translation>
    </message>
    <message>
        <source>This can&apos;t be a user name</source>
        <translation>यह उपयोगकर्ता नाम नहीं हो सकता</translation>
    </message>
    <message>
        <source>This can&apos;t be a password</source>
        <translation>यह पासवर्ड नहीं हो सकता</translation>
    </message>
    <message>
        <source>“%1” is not the address of a server</source>
        <translation>“%1” किसी सर्वर का पता नहीं है</translation>
    </message>
    <message>
        <source>Starting the server on this computer…</source>
        <translation>इस कंप्यूटर पर सर्वर चालू हो रहा है…</translation>
    </message>
    <message>
        <source>Making your account…</source>
        <translation>आपका खाता बन रहा है…</translation>
    </message>
    <message>
        <source>Signing in…</source>
        <translation>साइन इन हो रहा है…</translation>
    </message>
    <message>
        <source>The local server did not start</source>
        <translation>इस कंप्यूटर का सर्वर चालू नहीं हुआ</translation>
    </message>
    <message>
        <source>No connection to the server</source>
        <translation>सर्वर से संपर्क नहीं है</translation>
    </message>
    <message>
        <source>The account could not be made</source>
        <translation>खाता नहीं बन सका</translation>
    </message>
    <message>
        <source>Signing in did not work</source>
        <translation>साइन इन नहीं हो सका</translation>
    </message>
    <message>
        <source>The messages on this computer can&apos;t be opened</source>
        <translation>इस कंप्यूटर के संदेश खोले नहीं जा सके</translation>
    </message>
    <message>
        <source>This account is open in another window</source>
        <translation>यह खाता दूसरी विंडो में खुला है</translation>
    </message>
    <message>
        <source>It has taken over the connection of this device.</source>
        <translation>उसने इस उपकरण का संपर्क ले लिया है।</translation>
    </message>
    <message>
        <source>“%1” is not a user name.</source>
        <translation>“%1” उपयोगकर्ता नाम नहीं है।</translation>
    </message>
    <message>
        <source>There is nobody called “%1” here.</source>
        <translation>यहाँ “%1” नाम का कोई नहीं है।</translation>
    </message>
    <message>
        <source>This needs a connection to the server.</source>
        <translation>इसके लिए सर्वर से संपर्क चाहिए।</translation>
    </message>
    <message>
        <source>Opening the keychain…</source>
        <translation>कीचेन खुल रही है…</translation>
    </message>
    <message>
        <source>The keychain does not have the password.</source>
        <translation>कीचेन में पासवर्ड नहीं है।</translation>
    </message>
    <message>
        <source>The name “%1” is taken</source>
        <translation>“%1” नाम पहले से लिया हुआ है</translation>
    </message>
    <message>
        <source>This is not its password. If the name is not yours, choose another.</source>
        <translation>यह इसका पासवर्ड नहीं है। अगर यह नाम आपका नहीं है, तो दूसरा चुनें।</translation>
    </message>
    <message>
        <source>If it is yours, enter your password. If not, choose another name.</source>
        <translation>अगर यह आपका है, तो अपना पासवर्ड डालें। नहीं तो दूसरा नाम चुनें।</translation>
    </message>
    <message>
        <source>Baithak has not connected to it, and nothing was sent.</source>
        <translation>बैठक इससे नहीं जुड़ा, और कुछ भी नहीं भेजा गया।</translation>
    </message>
</context>
<context>
    <name>ChatDialogs</name>
    <message>
        <source>Leave</source>
        <translation>छोड़ें</translation>
    </message>
    <message>
        <source>You will get no more of its messages. An admin can add you again.</source>
        <translation>आपको इसके संदेश नहीं मिलेंगे। व्यवस्थापक आपको फिर जोड़ सकता है।</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>%1 छोड़ें?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>हटाएँ</translation>
    </message>
    <message>
        <source>%1 gets no more messages of this group; what was received stays.</source>
        <translation>%1 को इस समूह के और संदेश नहीं मिलेंगे; जो मिल चुके हैं वे रहेंगे।</translation>
    </message>
    <message>
        <source>Remove %1 from the group?</source>
        <translation>%1 को समूह से हटाएँ?</translation>
    </message>
</context>
<context>
    <name>ChatList</name>
    <message>
        <source>Chats</source>
        <translation>बातचीत</translation>
    </message>
    <message>
        <source>Show all chats</source>
        <translation>सारी बातचीत दिखाएँ</translation>
    </message>
    <message>
        <source>Look for a name, or start a new chat.</source>
        <translation>कोई नाम खोजें, या नई बातचीत शुरू करें।</translation>
    </message>
    <message>
        <source>Nothing found for &apos;%1&apos;</source>
        <translation>‘%1’ के लिए कुछ नहीं मिला</translation>
    </message>
</context>
<context>
    <name>ChatListHeader</name>
    <message>
        <source>Menu</source>
        <translation>मेन्यू</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>बातचीत खोजें</translation>
    </message>
</context>
<context>
    <name>ChatListLines</name>
    <message>
        <source>Draft:</source>
        <translation>मसौदा:</translation>
    </message>
</context>
<context>
    <name>ChatListModel</name>
    <message>
        <source>You</source>
        <translation>आप</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <extracomment>Who wrote the last message of a group, and the message</extracomment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n अपठित</numerusform>
            <numerusform>%n अपठित</numerusform>
        </translation>
    </message>
    <message>
        <source>Draft: %1</source>
        <translation>मसौदा: %1</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>मौन</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>ऊपर टिका हुआ</translation>
    </message>
</context>
<context>
    <name>ChatMenu</name>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>नई बातचीत</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>नया समूह</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>कुंजीपटल शॉर्टकट</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>सेटिंग</translation>
    </message>
</context>
<context>
    <name>ChatNotices</name>
    <message>
        <source>Retry now</source>
        <translation>अभी कोशिश करें</translation>
    </message>
    <message>
        <source>This computer has no keychain: Baithak will ask for your password each time.</source>
        <translation>इस कंप्यूटर में कीचेन नहीं है: बैठक हर बार आपका पासवर्ड पूछेगा।</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>विवरण</translation>
    </message>
</context>
<context>
    <name>ChatRowMenu</name>
    <message>
        <source>Unpin</source>
        <translation>ऊपर से हटाएँ</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>ऊपर टिकाएँ</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>मौन हटाएँ</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>मौन करें</translation>
    </message>
</context>
<context>
    <name>ChatSession</name>
    <message>
        <source>This needs a connection to the server.</source>
        <translation>इसके लिए सर्वर से संपर्क चाहिए।</translation>
    </message>
    <message>
        <source>Not here yet, and added for when they come: %1</source>
        <translation>अभी यहाँ नहीं हैं; आने पर के लिए जोड़े गए: %1</translation>
    </message>
    <message>
        <source>Only an admin of the group may remove others.</source>
        <translation>दूसरों को केवल समूह का व्यवस्थापक हटा सकता है।</translation>
    </message>
</context>
<context>
    <name>Chip</name>
    <message>
        <source>Remove %1</source>
        <translation>%1 को हटाएँ</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>भेजें</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>Cancel</source>
        <translation>रद्द करें</translation>
    </message>
</context>
<context>
    <name>ConnectPage</name>
    <message>
        <source>Ask whoever runs the server for its address.</source>
        <translation>सर्वर का पता उससे पूछें जो उसे चलाता है।</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>सर्वर से जुड़ें</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>खाता</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>साइन इन</translation>
    </message>
    <message>
        <source>Create account</source>
        <translation>खाता बनाएँ</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>सर्वर का पता</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>उपयोगकर्ता नाम</translation>
    </message>
    <message>
        <source>At least 8 characters.</source>
        <translation>कम से कम 8 अक्षर।</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>पासवर्ड</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>वापस</translation>
    </message>
</context>
<context>
    <name>ContactListModel</name>
    <message>
        <source>%1, no conversation yet</source>
        <translation>%1, अभी कोई बातचीत नहीं</translation>
    </message>
</context>
<context>
    <name>ConversationHeader</name>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>बातचीत की सूची पर</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>सदस्य</translation>
    </message>
</context>
<context>
    <name>ConversationPane</name>
    <message>
        <source>Conversation with %1</source>
        <translation>%1 के साथ बातचीत</translation>
    </message>
    <message>
        <source>No conversation</source>
        <translation>कोई बातचीत नहीं</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>नई बातचीत</translation>
    </message>
    <message>
        <source>Ctrl+N starts a chat, Ctrl+K finds one.</source>
        <translation>Ctrl+N से बातचीत शुरू होती है, Ctrl+K से मिलती है।</translation>
    </message>
    <message>
        <source>Pick a chat, or start one</source>
        <translation>कोई बातचीत चुनें, या शुरू करें</translation>
    </message>
    <message>
        <source>Only the server writes here.</source>
        <translation>यहाँ केवल सर्वर लिखता है।</translation>
    </message>
    <message>
        <source>You are no longer in this group.</source>
        <translation>आप अब इस समूह में नहीं हैं।</translation>
    </message>
</context>
<context>
    <name>DialogFrame</name>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>बंद करें</translation>
    </message>
</context>
<context>
    <name>GroupDialog</name>
    <message>
        <source>New group</source>
        <translation>नया समूह</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>समूह का नाम</translation>
    </message>
    <message>
        <source>Add people by username</source>
        <translation>उपयोगकर्ता नाम से लोग जोड़ें</translation>
    </message>
    <message>
        <source>For example: bob</source>
        <translation>जैसे: bob</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>जोड़ें</translation>
    </message>
    <message>
        <source>People you know</source>
        <translation>जिन्हें आप जानते हैं</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>रद्द करें</translation>
    </message>
    <message>
        <source>Create group</source>
        <translation>समूह बनाएँ</translation>
    </message>
</context>
<context>
    <name>GroupEditor</name>
    <message>
        <source>You are in the group anyway.</source>
        <translation>आप तो समूह में हैं ही।</translation>
    </message>
    <message>
        <source>“%1” is not a user name.</source>
        <translation>“%1” उपयोगकर्ता नाम नहीं है।</translation>
    </message>
    <message numerus="yes">
        <source>A new group has at most %n members. More can be added later.</source>
        <translation>
            <numerusform>नए समूह में अधिकतम %n सदस्य हो सकता है। बाद में और जोड़े जा सकते हैं।</numerusform>
            <numerusform>नए समूह में अधिकतम %n सदस्य हो सकते हैं। बाद में और जोड़े जा सकते हैं।</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A group&apos;s name has at most %n bytes.</source>
        <translation>
            <numerusform>समूह का नाम अधिकतम %n बाइट का हो सकता है।</numerusform>
            <numerusform>समूह का नाम अधिकतम %n बाइट का हो सकता है।</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IconButton</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>IdentityProblem</name>
    <message>
        <source>made for another server</source>
        <translation>किसी दूसरे सर्वर के लिए बना है</translation>
    </message>
    <message>
        <source>made for %1</source>
        <translation>%1 के लिए बना है</translation>
    </message>
    <message>
        <source>expired today</source>
        <translation>आज समाप्त हो गया</translation>
    </message>
    <message numerus="yes">
        <source>expired %n day(s) ago</source>
        <translation>
            <numerusform>%n दिन पहले समाप्त हो गया</numerusform>
            <numerusform>%n दिन पहले समाप्त हो गया</numerusform>
        </translation>
    </message>
    <message>
        <source>withdrawn by its issuer</source>
        <translation>जारीकर्ता ने वापस ले लिया है</translation>
    </message>
    <message>
        <source>not valid before %1</source>
        <translation>%1 से पहले मान्य नहीं</translation>
    </message>
    <message>
        <source>signed only by itself</source>
        <translation>केवल स्वयं हस्ताक्षरित है</translation>
    </message>
    <message>
        <source>signed by nobody that this computer trusts</source>
        <translation>ऐसे किसी ने हस्ताक्षर नहीं किया जिस पर यह कंप्यूटर भरोसा करता है</translation>
    </message>
    <message>
        <source>This server&apos;s identity could not be checked: %1</source>
        <translation>इस सर्वर की पहचान जाँची नहीं जा सकी: %1</translation>
    </message>
</context>
<context>
    <name>Incoming</name>
    <message>
        <source>A message that this version can&apos;t show</source>
        <translation>ऐसा संदेश जिसे यह संस्करण नहीं दिखा सकता</translation>
    </message>
    <message>
        <source>A message of a kind that this version can&apos;t show: %1</source>
        <extracomment>%1 is a kind of content, such as &quot;video&quot;</extracomment>
        <translation>ऐसे प्रकार का संदेश जिसे यह संस्करण नहीं दिखा सकता: %1</translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Jump to the latest, %n new message(s)</source>
        <translation>
            <numerusform>सबसे नए पर जाएँ, %n नया संदेश</numerusform>
            <numerusform>सबसे नए पर जाएँ, %n नए संदेश</numerusform>
        </translation>
    </message>
    <message>
        <source>Jump to the latest</source>
        <translation>सबसे नए पर जाएँ</translation>
    </message>
</context>
<context>
    <name>KeyboardHelp</name>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>Find a chat</source>
        <translation>बातचीत खोजें</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>नई बातचीत</translation>
    </message>
    <message>
        <source>Alt+↑, Alt+↓</source>
        <translation>Alt+↑, Alt+↓</translation>
    </message>
    <message>
        <source>Previous or next chat</source>
        <translation>पिछली या अगली बातचीत</translation>
    </message>
    <message>
        <source>Alt+Shift+↑, Alt+Shift+↓</source>
        <translation>Alt+Shift+↑, Alt+Shift+↓</translation>
    </message>
    <message>
        <source>Previous or next unread chat</source>
        <translation>पिछली या अगली अपठित बातचीत</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Send the message</source>
        <translation>संदेश भेजें</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Shift+Enter</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>नई पंक्ति</translation>
    </message>
    <message>
        <source>PgUp, PgDn</source>
        <translation>PgUp, PgDn</translation>
    </message>
    <message>
        <source>Scroll the messages</source>
        <translation>संदेशों में ऊपर-नीचे</translation>
    </message>
    <message>
        <source>Shift+PgUp</source>
        <translation>Shift+PgUp</translation>
    </message>
    <message>
        <source>First unread message</source>
        <translation>पहला अपठित संदेश</translation>
    </message>
    <message>
        <source>Shift+PgDn</source>
        <translation>Shift+PgDn</translation>
    </message>
    <message>
        <source>Latest message</source>
        <translation>सबसे नया संदेश</translation>
    </message>
    <message>
        <source>F6</source>
        <translation>F6</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>विंडो का अगला भाग</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>एक क़दम पीछे</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>सेटिंग</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>This page</source>
        <translation>यह पन्ना</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>कुंजीपटल शॉर्टकट</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>LinkBanner</name>
    <message>
        <source>Offline.</source>
        <translation>ऑफ़लाइन।</translation>
    </message>
    <message>
        <source>Offline since %1.</source>
        <translation>%1 से ऑफ़लाइन।</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) waiting.</source>
        <translation>
            <numerusform>%n संदेश रुका हुआ है।</numerusform>
            <numerusform>%n संदेश रुके हुए हैं।</numerusform>
        </translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>जुड़ रहा है …</translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation>
            <numerusform>%n सेकंड में फिर कोशिश होगी।</numerusform>
            <numerusform>%n सेकंड में फिर कोशिश होगी।</numerusform>
        </translation>
    </message>
    <message>
        <source>Retry now</source>
        <translation>अभी कोशिश करें</translation>
    </message>
</context>
<context>
    <name>LocalServer</name>
    <message numerus="yes">
        <source>The server has not answered within %n seconds.</source>
        <translation>
            <numerusform>सर्वर ने %n सेकंड में जवाब नहीं दिया।</numerusform>
            <numerusform>सर्वर ने %n सेकंड में जवाब नहीं दिया।</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 can&apos;t be run: %2.</source>
        <translation>%1 नहीं चलाया जा सकता: %2।</translation>
    </message>
    <message>
        <source>It ended with code %1.</source>
        <translation>वह कोड %1 के साथ समाप्त हुआ।</translation>
    </message>
</context>
<context>
    <name>LoginFlow</name>
    <message>
        <source>This device has been signed out.</source>
        <translation>इस डिवाइस को साइन आउट कर दिया गया है।</translation>
    </message>
    <message>
        <source>The keychain has not answered yet.</source>
        <translation>कीचेन ने अभी जवाब नहीं दिया है।</translation>
    </message>
    <message>
        <source>The name “%1” is taken on this server.</source>
        <translation>इस सर्वर पर “%1” नाम पहले से लिया हुआ है।</translation>
    </message>
    <message>
        <source>The name or the password is wrong.</source>
        <translation>नाम या पासवर्ड गलत है।</translation>
    </message>
    <message>
        <source>The password is no longer right.</source>
        <translation>पासवर्ड अब सही नहीं है।</translation>
    </message>
    <message>
        <source>The server&apos;s answer can&apos;t be understood.</source>
        <translation>सर्वर का जवाब समझ में नहीं आता।</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Baithak (%1)</source>
        <translation>बैठक (%1)</translation>
    </message>
    <message>
        <source>Baithak</source>
        <translation>बैठक</translation>
    </message>
</context>
<context>
    <name>MemberDelegate</name>
    <message>
        <source>%1 (you)</source>
        <translation>%1 (आप)</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>व्यवस्थापक</translation>
    </message>
    <message>
        <source>Remove %1 from the group</source>
        <translation>%1 को समूह से हटाएँ</translation>
    </message>
</context>
<context>
    <name>MemberListModel</name>
    <message>
        <source>%1, admin</source>
        <translation>%1, व्यवस्थापक</translation>
    </message>
</context>
<context>
    <name>MembersPane</name>
    <message>
        <source>Members</source>
        <translation>सदस्य</translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n सदस्य</numerusform>
            <numerusform>%n सदस्य</numerusform>
        </translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>बंद करें</translation>
    </message>
    <message>
        <source>Add by username</source>
        <translation>उपयोगकर्ता नाम से जोड़ें</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>जोड़ें</translation>
    </message>
    <message>
        <source>Leave the group</source>
        <translation>समूह छोड़ें</translation>
    </message>
</context>
<context>
    <name>MessageComposer</name>
    <message>
        <source>Message %1</source>
        <translation>%1 को संदेश</translation>
    </message>
    <message>
        <source>This is too long: %1 KB of at most %2 KB.</source>
        <translation>यह बहुत लंबा है: %1 KB, अधिकतम %2 KB।</translation>
    </message>
    <message>
        <source>You are no longer in this group.</source>
        <translation>आप अब इस समूह में नहीं हैं।</translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Messages</source>
        <translation>संदेश</translation>
    </message>
</context>
<context>
    <name>MessageListModel</name>
    <message>
        <source>You</source>
        <translation>आप</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <extracomment>A message, spoken: who, what, when</extracomment>
        <translation>%1: %2 %3</translation>
    </message>
    <message numerus="yes">
        <source>%n members</source>
        <translation>
            <numerusform>%n सदस्य</numerusform>
            <numerusform>%n सदस्य</numerusform>
        </translation>
    </message>
    <message>
        <source>You are no longer a member</source>
        <translation>आप अब सदस्य नहीं हैं</translation>
    </message>
</context>
<context>
    <name>MessageListView</name>
    <message>
        <source>Messages</source>
        <translation>संदेश</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Copy the selection</source>
        <translation>चुना हुआ कॉपी करें</translation>
    </message>
    <message>
        <source>Copy the message</source>
        <translation>संदेश कॉपी करें</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>फिर भेजें</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>मिटाएँ</translation>
    </message>
</context>
<context>
    <name>NavigationRail</name>
    <message>
        <source>Navigation</source>
        <translation>नेविगेशन</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>नई बातचीत</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>नया समूह</translation>
    </message>
    <message>
        <source>Ctrl+/</source>
        <translation>Ctrl+/</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>कुंजीपटल शॉर्टकट</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>सेटिंग</translation>
    </message>
</context>
<context>
    <name>NewChatDialog</name>
    <message>
        <source>New chat</source>
        <translation>नई बातचीत</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>उपयोगकर्ता नाम</translation>
    </message>
    <message>
        <source>For example: bob</source>
        <translation>जैसे: bob</translation>
    </message>
    <message>
        <source>Or start a group</source>
        <translation>या समूह शुरू करें</translation>
    </message>
    <message>
        <source>People you know</source>
        <translation>जिन्हें आप जानते हैं</translation>
    </message>
    <message>
        <source>Find several people</source>
        <translation>कई लोगों को खोजें</translation>
    </message>
    <message>
        <source>bob, carol, dave</source>
        <translation>bob, carol, dave</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>खोजें</translation>
    </message>
    <message>
        <source>Nobody here is called: %1</source>
        <translation>यहाँ इस नाम का कोई नहीं है: %1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>रद्द करें</translation>
    </message>
    <message>
        <source>Start chat</source>
        <translation>बातचीत शुरू करें</translation>
    </message>
</context>
<context>
    <name>NewConversation</name>
    <message>
        <source>Remember the milk</source>
        <translation>दूध लाना याद रखें</translation>
    </message>
    <message>
        <source>Hello, me</source>
        <translation>नमस्ते, मैं</translation>
    </message>
    <message>
        <source>📌 Keep this</source>
        <translation>📌 इसे रखें</translation>
    </message>
    <message>
        <source>👋 Hello!</source>
        <translation>👋 नमस्ते!</translation>
    </message>
    <message>
        <source>How are you?</source>
        <translation>आप कैसे हैं?</translation>
    </message>
    <message>
        <source>Nice to meet you</source>
        <translation>आपसे मिलकर ख़ुशी हुई</translation>
    </message>
    <message>
        <source>Notes to yourself stay here. Others appear in the list when you start a chat.</source>
        <translation>अपने लिए लिखी बातें यहाँ रहती हैं। बातचीत शुरू करने पर दूसरे लोग सूची में दिखेंगे।</translation>
    </message>
    <message>
        <source>A greeting is a good start.</source>
        <translation>अभिवादन अच्छी शुरुआत है।</translation>
    </message>
    <message>
        <source>This is your own space</source>
        <translation>यह आपकी अपनी जगह है</translation>
    </message>
    <message>
        <source>Say hello to %1</source>
        <translation>%1 को नमस्ते कहें</translation>
    </message>
</context>
<context>
    <name>NotSentLine</name>
    <message>
        <source>Not sent</source>
        <translation>नहीं भेजा गया</translation>
    </message>
    <message>
        <source>Not sent: %1</source>
        <translation>नहीं भेजा गया: %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>फिर भेजें</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>मिटाएँ</translation>
    </message>
</context>
<context>
    <name>NoticeCard</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>OnboardingPage</name>
    <message>
        <source>The server&apos;s log</source>
        <translation>सर्वर का लॉग</translation>
    </message>
</context>
<context>
    <name>PasswordPage</name>
    <message>
        <source>This computer has no keychain to keep the password in, so Baithak asks for it each time.</source>
        <translation>इस कंप्यूटर में पासवर्ड रखने के लिए कीचेन नहीं है, इसलिए बैठक हर बार उसे पूछता है।</translation>
    </message>
    <message>
        <source>Your password for %1</source>
        <translation>%1 के लिए आपका पासवर्ड</translation>
    </message>
    <message>
        <source>Hello, %1</source>
        <translation>नमस्ते, %1</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>पासवर्ड</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>साइन इन</translation>
    </message>
    <message>
        <source>Use another account</source>
        <translation>दूसरा खाता इस्तेमाल करें</translation>
    </message>
    <message>
        <source>Try the keychain again</source>
        <translation>कीचेन से फिर कोशिश करें</translation>
    </message>
</context>
<context>
    <name>PasswordToKeep</name>
    <message>
        <source>Keep this password: %1</source>
        <translation>यह पासवर्ड सँभालकर रखें: %1</translation>
    </message>
    <message>
        <source>This computer has no keychain. Keep this password: Baithak asks for it at each start.</source>
        <translation>इस कंप्यूटर में कीचेन नहीं है। यह पासवर्ड सँभालकर रखें: बैठक हर बार शुरू होने पर इसे पूछता है।</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>पासवर्ड</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>कॉपी करें</translation>
    </message>
    <message>
        <source>I have it</source>
        <translation>मैंने रख लिया</translation>
    </message>
</context>
<context>
    <name>RestClient</name>
    <message>
        <source>The server did not answer in time.</source>
        <translation>सर्वर ने समय पर जवाब नहीं दिया।</translation>
    </message>
    <message>
        <source>The server can&apos;t be reached: %1.</source>
        <translation>सर्वर तक नहीं पहुँचा जा सकता: %1।</translation>
    </message>
    <message>
        <source>The server answered %1.</source>
        <translation>सर्वर ने जवाब दिया: %1।</translation>
    </message>
    <message>
        <source>The server&apos;s answer can&apos;t be understood: %1.</source>
        <translation>सर्वर का जवाब समझ में नहीं आता: %1।</translation>
    </message>
</context>
<context>
    <name>ScaleSlider</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>सेटिंग</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>रंग-रूप</translation>
    </message>
    <message>
        <source>System</source>
        <translation>सिस्टम</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>उजला</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>गहरा</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>अक्षरों का आकार</translation>
    </message>
    <message>
        <source>Your own messages stand on the left too.</source>
        <translation>आपके अपने संदेश भी बाईं ओर रहते हैं।</translation>
    </message>
    <message>
        <source>All messages on the left</source>
        <translation>सारे संदेश बाईं ओर</translation>
    </message>
    <message>
        <source>Nothing slides or turns.</source>
        <translation>कुछ भी सरकता या घूमता नहीं।</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>कम हलचल</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>साइन आउट</translation>
    </message>
</context>
<context>
    <name>SignOutDialog</name>
    <message>
        <source>Sign out</source>
        <translation>साइन आउट</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) not sent yet will wait until you sign in again, with your password.</source>
        <translation>
            <numerusform>%n संदेश अभी नहीं भेजा गया है; वह तब तक रुकेगा जब तक आप अपने पासवर्ड से फिर साइन इन नहीं करते।</numerusform>
            <numerusform>%n संदेश अभी नहीं भेजे गए हैं; वे तब तक रुकेंगे जब तक आप अपने पासवर्ड से फिर साइन इन नहीं करते।</numerusform>
        </translation>
    </message>
    <message>
        <source>To come back you need your password. Your messages stay on this computer until then.</source>
        <translation>लौटने के लिए आपको अपना पासवर्ड चाहिए। तब तक आपके संदेश इस कंप्यूटर पर रहेंगे।</translation>
    </message>
    <message>
        <source>Sign out of %1?</source>
        <translation>%1 से साइन आउट करें?</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>पासवर्ड</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>कॉपी करें</translation>
    </message>
    <message>
        <source>Show my password</source>
        <translation>मेरा पासवर्ड दिखाएँ</translation>
    </message>
</context>
<context>
    <name>StartingPage</name>
    <message>
        <source>Show log</source>
        <translation>लॉग दिखाएँ</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>फिर कोशिश करें</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>वापस</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>विवरण</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>वापस जाएँ</translation>
    </message>
</context>
<context>
    <name>StateTicks</name>
    <message>
        <source>waiting to be sent</source>
        <translation>भेजे जाने की प्रतीक्षा में</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>भेजा गया</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>पहुँच गया</translation>
    </message>
    <message>
        <source>read</source>
        <translation>पढ़ा गया</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>नहीं भेजा गया</translation>
    </message>
</context>
<context>
    <name>StickyDay</name>
    <message>
        <source>Today</source>
        <translation>आज</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>कल</translation>
    </message>
    <message>
        <source>ddd d MMMM</source>
        <translation>ddd d MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>TextInputField</name>
    <message>
        <source>Clear</source>
        <translation>ख़ाली करें</translation>
    </message>
    <message>
        <source>Hide the password</source>
        <translation>पासवर्ड छिपाएँ</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>पासवर्ड दिखाएँ</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Dismiss</source>
        <translation>हटाएँ</translation>
    </message>
</context>
<context>
    <name>UnreadLine</name>
    <message>
        <source>New messages</source>
        <translation>नए संदेश</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Baithak runs its own server on this computer: there is nothing to set up.</source>
        <translation>बैठक इसी कंप्यूटर पर अपना सर्वर चलाता है: कुछ भी जमाना नहीं पड़ता।</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>स्वागत है</translation>
    </message>
    <message>
        <source>This is how others see you.</source>
        <translation>दूसरे लोग आपको इसी नाम से देखते हैं।</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>आपका नाम</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>नाम</translation>
    </message>
    <message>
        <source>Start chatting</source>
        <translation>बातचीत शुरू करें</translation>
    </message>
    <message>
        <source>Connect to another server</source>
        <translation>दूसरे सर्वर से जुड़ें</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>पासवर्ड</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>साइन इन</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Group</source>
        <translation>समूह</translation>
    </message>
    <message>
        <source>Server notices</source>
        <translation>सर्वर की सूचनाएँ</translation>
    </message>
    <message>
        <source>Note to self</source>
        <translation>अपने लिए</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>कल</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>आज</translation>
    </message>
    <message>
        <source>ddd d MMMM</source>
        <extracomment>The form of a day of this year, see QLocale::toString: weekday, day, month</extracomment>
        <translation>ddd d MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <extracomment>The form of a day of another year: day, month, year</extracomment>
        <translation>d MMMM yyyy</translation>
    </message>
    <message>
        <source>You joined</source>
        <translation>आप शामिल हुए</translation>
    </message>
    <message>
        <source>%1 joined</source>
        <translation>%1 शामिल हुए</translation>
    </message>
    <message>
        <source>You created this group with %1</source>
        <translation>आपने यह समूह %1 के साथ बनाया</translation>
    </message>
    <message>
        <source>%1 created this group</source>
        <translation>%1 ने यह समूह बनाया</translation>
    </message>
    <message>
        <source>You added %1</source>
        <translation>आपने %1 को जोड़ा</translation>
    </message>
    <message>
        <source>%1 added you</source>
        <translation>%1 ने आपको जोड़ा</translation>
    </message>
    <message>
        <source>%1 added %2</source>
        <translation>%1 ने %2 को जोड़ा</translation>
    </message>
    <message>
        <source>You left</source>
        <translation>आपने समूह छोड़ा</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 ने समूह छोड़ा</translation>
    </message>
    <message>
        <source>%1 removed you</source>
        <translation>%1 ने आपको हटाया</translation>
    </message>
    <message>
        <source>The group changed</source>
        <translation>समूह बदला</translation>
    </message>
    <message>
        <source>You removed %1</source>
        <translation>आपने %1 को हटाया</translation>
    </message>
    <message>
        <source>%1 removed %2</source>
        <translation>%1 ने %2 को हटाया</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>लिख रहे हैं…</translation>
    </message>
    <message>
        <source>%1 is typing…</source>
        <translation>%1 लिख रहे हैं…</translation>
    </message>
    <message>
        <source>%1 are typing…</source>
        <translation>%1 लिख रहे हैं…</translation>
    </message>
    <message>
        <source>Several people are typing…</source>
        <translation>कई लोग लिख रहे हैं…</translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation>भेजे जाने की प्रतीक्षा में</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>भेजा गया</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>पहुँच गया</translation>
    </message>
    <message>
        <source>read</source>
        <translation>पढ़ा गया</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>नहीं भेजा गया</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Chat with people on this computer, or on a Baithak server.</source>
        <translation>इस कंप्यूटर पर या किसी बैठक सर्वर पर लोगों से बातचीत करें।</translation>
    </message>
    <message>
        <source>Use the account and settings of this name.</source>
        <translation>इस नाम का खाता और सेटिंग इस्तेमाल करें।</translation>
    </message>
    <message>
        <source>Keep everything in this directory.</source>
        <translation>सब कुछ इस डायरेक्टरी में रखें।</translation>
    </message>
    <message>
        <source>Use this server, not the bundled one.</source>
        <translation>साथ आए सर्वर के बजाय यह सर्वर इस्तेमाल करें।</translation>
    </message>
    <message>
        <source>“%1” can&apos;t be the name of a profile.</source>
        <translation>“%1” प्रोफ़ाइल का नाम नहीं हो सकता।</translation>
    </message>
    <message>
        <source>%1 can&apos;t be made.</source>
        <translation>%1 नहीं बनाया जा सकता।</translation>
    </message>
    <message>
        <source>The profile “%1” is open in another window.</source>
        <translation>प्रोफ़ाइल “%1” किसी दूसरी विंडो में खुली है।</translation>
    </message>
</context>
</TS>
