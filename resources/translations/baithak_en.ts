<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ChatListModel</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GroupEditor</name>
    <message numerus="yes">
        <source>A new group has at most %n members. More can be added later.</source>
        <translation>
            <numerusform>A new group has at most %n member. More can be added later.</numerusform>
            <numerusform>A new group has at most %n members. More can be added later.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A group&apos;s name has at most %n bytes.</source>
        <translation>
            <numerusform>A group&apos;s name has at most %n byte.</numerusform>
            <numerusform>A group&apos;s name has at most %n bytes.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IdentityProblem</name>
    <message numerus="yes">
        <source>expired %n day(s) ago</source>
        <translation>
            <numerusform>expired %n day ago</numerusform>
            <numerusform>expired %n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JumpButton</name>
    <message numerus="yes">
        <source>Jump to the latest, %n new message(s)</source>
        <translation>
            <numerusform>Jump to the latest, %n new message</numerusform>
            <numerusform>Jump to the latest, %n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkBanner</name>
    <message numerus="yes">
        <source>%n message(s) waiting.</source>
        <translation>
            <numerusform>%n message waiting.</numerusform>
            <numerusform>%n messages waiting.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s).</source>
        <translation>
            <numerusform>Trying again in %n second.</numerusform>
            <numerusform>Trying again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LocalServer</name>
    <message numerus="yes">
        <source>The server has not answered within %n seconds.</source>
        <translation>
            <numerusform>The server has not answered within %n second.</numerusform>
            <numerusform>The server has not answered within %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MembersPane</name>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageListModel</name>
    <message numerus="yes">
        <source>%n members</source>
        <translation>
            <numerusform>%n member</numerusform>
            <numerusform>%n members</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SignOutDialog</name>
    <message numerus="yes">
        <source>%n message(s) not sent yet will wait until you sign in again, with your password.</source>
        <translation>
            <numerusform>%n message not sent yet will wait until you sign in again, with your password.</numerusform>
            <numerusform>%n messages not sent yet will wait until you sign in again, with your password.</numerusform>
        </translation>
    </message>
</context>
</TS>
